"""The verbs on one table: preview, apply, refresh, destroy and outputs, through Terraform's command."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from planton_dynamodb.changes.guard import Allowed, forced, held, refusals
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines import around, becoming, engine
from planton_dynamodb.engines.engine import Confirm, ConfirmLoss, Tell
from planton_dynamodb.engines.holding import held_back, why_kept
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome, Undone
from planton_dynamodb.engines.part_faults import fault_of_part
from planton_dynamodb.engines.recovering import GONE, UNSURE
from planton_dynamodb.engines.terraform.begun import Begun
from planton_dynamodb.engines.terraform.command import Command
from planton_dynamodb.engines.terraform.damage import mended
from planton_dynamodb.engines.terraform.faults import FailedError, fault_of
from planton_dynamodb.engines.terraform.place import Place
from planton_dynamodb.engines.terraform.recovery import is_unsure, recovered, taken_over, untainted
from planton_dynamodb.engines.terraform.region import refuse_other_region
from planton_dynamodb.engines.terraform.state import kind_of
from planton_dynamodb.engines.terraform.workspace import Opened, Plan, opened, opened_to_read
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.terraform import TABLE_ADDRESS

Job = engine.Job[Place]
"""A table that is to be made, and where its state is to be."""

_NO_SUCH = "AWS has no such table that could be taken over"
_MAKE_IT = "See that the name, the account and the region are right. To make it: apply without --import."


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Terraform, as it is on this machine."""

    command: Command
    environment: Mapping[str, str]

    def interrupt(self) -> None:
        """Ask what runs to stop when it is safe; asked again, at once."""
        self.command.interrupt()

    def preview(self, job: Job, allowed: Allowed, tell: Tell) -> Outcome:
        """What apply would do."""

        def run() -> Outcome:
            with (
                tempfile.TemporaryDirectory(prefix="planton-dynamodb-") as folder,
                opened(_copied(job, folder), self.command, self.environment) as stack,
            ):
                refuse_other_region(stack.state, job.options.account, self.environment)
                unsure = Begun(job.place.folder).is_there or is_unsure(stack)
                if stack.state.tainted and stack.place.state_file is not None:
                    untainted(stack)
                forecast, _ = self._forecast(
                    stack, becoming.prepared(job, stack.state.table, allowed), allowed, tell
                )
                return Outcome(
                    name=job.table.name,
                    done=Done.PREVIEWED,
                    stack=job.place.full_name,
                    forecast=forecast,
                    outputs=stack.state.outputs,
                    notes=(*stack.mended, *((UNSURE,) if unsure else ())),
                )

        return self._guarded(job.place, job.table.name, run)

    def apply(
        self, job: Job, allowed: Allowed, confirm: Confirm | None, tell: Tell, *, adopt: bool = False
    ) -> Outcome:
        """Make the table what the job says, unless that would lose something that may not be lost.

        Without `confirm` nobody is asked.
        """

        def run() -> Outcome:
            with opened(job, self.command, self.environment) as stack:
                refuse_other_region(stack.state, job.options.account, self.environment)
                notes = recovered(stack, tell)
                taking = adopt and stack.state.table is None
                if taking and confirm is not None and not confirm(becoming.taking(job.table)):
                    answer = Outcome(name=job.table.name, done=Done.DECLINED, stack=job.place.full_name)
                    return replace(answer, notes=notes)
                if taking:
                    self._adopt(stack, job, tell)
                outcome = self._apply(stack, job, allowed, confirm, tell)
                if taking:
                    outcome = becoming.with_taking(outcome)
                return replace(outcome, notes=(*notes, *outcome.notes))

        return self._guarded(job.place, job.table.name, run)

    def _adopt(self, stack: Opened, job: Job, tell: Tell) -> None:
        """Take a table that AWS has already into the state, just as it is."""
        tell(f"taking over table {job.table.name}")
        if not taken_over(stack, TABLE_ADDRESS, job.table.name):
            raise Fault(_NO_SUCH, _MAKE_IT)

    def _apply(
        self, stack: Opened, job: Job, allowed: Allowed, confirm: Confirm | None, tell: Tell
    ) -> Outcome:
        """Judge what Terraform would do, and let it do just that."""
        job = becoming.prepared(job, stack.state.table, allowed)
        forecast, plan = self._forecast(stack, job, allowed, tell)
        answer = Outcome(
            name=job.table.name,
            done=Done.REFUSED,
            stack=job.place.full_name,
            forecast=forecast,
            outputs=stack.state.outputs,
        )
        if forecast.refusals:
            return answer
        assert plan is not None
        if confirm is not None and not forecast.idle and not confirm(forecast):
            return replace(answer, done=Done.DECLINED)
        return self._make(stack, job, allowed, answer, plan, tell)

    def _make(
        self, stack: Opened, job: Job, allowed: Allowed, answer: Outcome, plan: Plan, tell: Tell
    ) -> Outcome:
        """Make one stage after the other, each by a plan that has been judged."""
        forecast = answer.forecast
        assert forecast is not None
        before, done = forecast.old, tuple[Step, ...]()
        for number, table in enumerate(forecast.stages):
            if number:
                tell(f"step {number + 1} of {len(forecast.stages)}, since AWS does not take all at once")
            if len(forecast.stages) > 1:
                stage = replace(job, table=table, operations=around.for_now(job.operations, table))
                plan = stack.plan(stage)
                changes = becoming.compared(before, table, job.operations)
                refused = refusals(before, changes, plan.steps, allowed)
                if refused:
                    return replace(answer, forecast=replace(forecast, steps=plan.steps, refusals=refused))
            left = self._carried_out(stack, plan, tell)
            done = becoming.together(done, plan.steps)
            stack.state = stack.read_state()
            if left:
                answer = replace(answer, forecast=replace(forecast, steps=done), undone=left)
                return becoming.left_undone(answer, stack.state.outputs)
            before = table
        forecast = replace(forecast, steps=forecast.steps or done)
        answer = replace(answer, done=becoming.done(forecast), forecast=forecast, outputs=stack.state.outputs)
        return becoming.read_back(answer, stack.state.table) if forecast.changes else answer

    def _carried_out(self, stack: Opened, plan: Plan, tell: Tell) -> tuple[Undone, ...]:
        """Do what a plan says; what around the table could not be done."""
        if not plan.changes:
            return ()
        try:
            stack.apply(plan, tell)
        except FailedError as error:
            left = self._parts(stack, error)
            if not left or self.command.interrupted:
                raise
            return left
        return ()

    def _parts(self, stack: Opened, error: FailedError) -> tuple[Undone, ...]:
        """What around the table failed, where nothing else did."""
        events = error.events
        if events is None or not events.errors:
            return ()
        failed = {address: events.failed.get(address, "") for address in events.errors_of}
        steps = [
            (Step(action or "create", kind_of(address), stack.name_of(address)), events.errors_of[address])
            for address, action in failed.items()
        ]
        if not all(step.is_around for step, _ in steps):
            return ()
        place, table = stack.place, stack.job.table.name
        words = {"stack": place.stack, "backend": place.title}
        return tuple(Undone(step, fault_of_part(step, said, table, words)) for step, said in steps)

    def _forecast(
        self, stack: Opened, job: Job, allowed: Allowed, tell: Tell
    ) -> tuple[Forecast, Plan | None]:
        """What would be done, and the plan for it; there is none where Terraform need not be asked."""
        old, stage = stack.state.table, stages(stack.state.table, job.table)
        new = stage[-1]
        changes = becoming.compared(old, new, job.operations)
        forecast = Forecast(old=old, new=new, changes=changes, stages=stage, operations=job.operations)
        protected = stack.state.protected and job.options.protect
        if kept := held(old, changes, protected=protected, retained=stack.state.retained):
            # Terraform would fail instead of saying what it would do.
            kept = refusals(old, changes, (), allowed) or kept
            return replace(forecast, refusals=kept), None
        tell("asking the engine what it would do")
        serial, goal = stack.state.serial, replace(job, table=new)
        plan = stack.plan(goal)
        force = forced(old, changes, plan.steps, allowed)
        if force:
            plan = stack.plan(goal, f"-replace={TABLE_ADDRESS}")
        if plan.serial != serial:
            raise Fault(
                f"somebody else changed the state of stack {stack.place.stack} after it was looked at",
                "Nothing was done. Run the same again: what is to be done is judged anew.",
            )
        refused = refusals(old, changes, plan.steps, allowed)
        return replace(forecast, steps=plan.steps, refusals=refused, forced=force), plan

    def refresh(self, job: Job, tell: Tell) -> Outcome:
        """Read from AWS what the table is like now, and write that into the state."""

        def run() -> Outcome:
            with opened(job, self.command, self.environment) as stack:
                refuse_other_region(stack.state, job.options.account, self.environment)
                answer = Outcome(name=job.table.name, done=Done.ABSENT, stack=job.place.full_name)
                notes = recovered(stack, tell)
                before = stack.state
                if before.table is None:
                    return replace(answer, notes=notes)
                stack.write(job, before)
                stack.carry_out(tell, "-refresh-only")
                state = stack.read_state()
                return replace(
                    answer,
                    done=Done.REFRESHED,
                    drift=becoming.drift(before.table, state.table, state.around),
                    drift_around=around.drifted(before.around, state.around),
                    outputs=state.outputs,
                    notes=notes if state.table is not None else (*notes, GONE),
                )

        return self._guarded(job.place, job.table.name, run)

    def destroy(self, job: Job, confirm: ConfirmLoss, tell: Tell, *, retain: bool) -> Outcome:
        """Delete the table, or forget it where it is to be kept."""

        def run() -> Outcome:
            with opened(job, self.command, self.environment) as stack:
                refuse_other_region(stack.state, job.options.account, self.environment)
                notes = recovered(stack, tell)
                outcome = self._destroy(stack, job, confirm, tell, retain=retain)
                return replace(outcome, notes=(*notes, *outcome.notes))

        return self._guarded(job.place, job.table.name, run)

    def _destroy(self, stack: Opened, job: Job, confirm: ConfirmLoss, tell: Tell, *, retain: bool) -> Outcome:
        state = stack.state
        name = state.table.name if state.table else job.table.name
        answer = Outcome(name=name, done=Done.ABSENT, stack=job.place.full_name)
        if not state.addresses:
            return answer
        keep = retain or job.options.retain or state.retained
        if (
            not keep
            and (fault := held_back(state.table, self.command.title, protected=state.protected)) is not None
        ):
            return replace(answer, done=Done.REFUSED, fault=fault)
        if not confirm(state):
            return replace(answer, done=Done.DECLINED)
        if not keep or state.beside:
            # What is kept is the table. What runs around it goes: its stack is what looked after that.
            failed = self._deleted(stack, state.beside if keep else (), tell)
            if failed:
                return becoming.left_undone(replace(answer, undone=failed), stack.read_state().outputs)
        deleted = tuple(Step("delete", piece.type, piece.name) for piece in state.around)
        if not keep:
            return replace(answer, done=Done.DESTROYED, deleted=deleted)
        stack.drop(*stack.read_state().addresses)
        notes = why_kept(job.options, job.operations, retain=retain)
        return replace(answer, done=Done.KEPT, notes=notes, deleted=deleted)

    def _deleted(self, stack: Opened, only: Sequence[str], tell: Tell) -> tuple[Undone, ...]:
        """Delete what is there, or only some of it; what around the table could not be deleted."""
        # What holds on to the table has been asked for already.
        stack.write(replace(stack.job, options=stack.job.options._replace(protect=False)), stack.state)
        try:
            stack.carry_out(tell, "-destroy", "-refresh=false", *(f"-target={each}" for each in only))
        except FailedError as error:
            stack.state = stack.read_state()
            left = self._parts(stack, error)
            if not left:
                raise
            return left
        return ()

    def outputs(self, place: Place, name: str) -> Outcome:
        """The five outputs, as the state has them."""

        def run() -> Outcome:
            notes = mended(place)
            with opened_to_read(place, self.command, self.environment) as state:
                return Outcome(
                    name=name,
                    done=Done.UNCHANGED if state.outputs else Done.ABSENT,
                    stack=place.full_name,
                    outputs=state.outputs,
                    notes=notes,
                )

        return self._guarded(place, name, run)

    def _guarded(self, place: Place, name: str, run: Callable[[], Outcome]) -> Outcome:
        """Run; what fails is an outcome too."""
        failed = Outcome(name=name, done=Done.FAILED, stack=place.full_name)
        try:
            return run()
        except Fault as fault:
            return replace(failed, fault=fault)
        except FailedError as error:
            stopped = self.command.interrupted
            return replace(failed, fault=fault_of(error, place, self.command.title, stopped=stopped))
        except OSError as error:
            return replace(failed, fault=fault_of(FailedError(1, [str(error)]), place, self.command.title))


def _copied(job: Job, folder: str) -> Job:
    """A job on a copy of its state, so that nothing of a preview is left behind, and nobody has to be waited for."""
    place = job.place
    if place.state_file is None:
        return job
    elsewhere = replace(place, folder=folder, own=False)
    assert elsewhere.state_file is not None
    for ending in ("", ".backup"):
        with suppress(FileNotFoundError):
            shutil.copyfile(place.state_file + ending, elsewhere.state_file + ending)
    return replace(job, place=elsewhere)
