"""The verbs on one stack: preview, apply, refresh, destroy and outputs, through Pulumi's Automation API."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pulumi
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from planton_dynamodb.changes.change import IN_PLACE
from planton_dynamodb.changes.guard import Allowed, forced, held, refusals
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines import around, becoming, engine
from planton_dynamodb.engines.engine import Confirm, ConfirmLoss, Tell
from planton_dynamodb.engines.holding import held_back, why_kept
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome, Undone
from planton_dynamodb.engines.pulumi import locks
from planton_dynamodb.engines.pulumi.command import Command
from planton_dynamodb.engines.pulumi.events import Events
from planton_dynamodb.engines.pulumi.faults import fault_of
from planton_dynamodb.engines.pulumi.gate import Gate, errors_of, undone
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.recovery import recovered
from planton_dynamodb.engines.pulumi.state import State
from planton_dynamodb.engines.pulumi.workspace import Opened, opened
from planton_dynamodb.engines.recovering import GONE, UNSURE
from planton_dynamodb.fault import Fault
from planton_dynamodb.operations.values import Operations
from pulumi_program.resources import exports

Job = engine.Job[Place]
"""A table that is to be made, and the stack that it is to be in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Pulumi, as it is on this machine."""

    command: Command
    environment: Mapping[str, str]

    def preview(self, job: Job, allowed: Allowed, tell: Tell) -> Outcome:
        """What apply would do."""

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                forecast = self._forecast(
                    stack, becoming.prepared(job, stack.state.table, allowed), allowed, tell
                )
                return Outcome(
                    name=job.table.name,
                    done=Done.PREVIEWED,
                    stack=job.place.full_name,
                    forecast=forecast,
                    outputs=stack.state.outputs,
                    notes=(*stack.mended, *((UNSURE,) if stack.state.unsure else ())),
                )

        return self._guarded(job.place, job.table.name, run)

    def apply(
        self, job: Job, allowed: Allowed, confirm: Confirm | None, tell: Tell, *, adopt: bool = False
    ) -> Outcome:
        """Make the table what the job says, unless that would lose something that may not be lost.

        Without `confirm` nobody is asked.
        """

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                notes = recovered(stack, tell)
                taking = adopt and stack.state.table is None
                if taking and confirm is not None and not confirm(becoming.taking(job.table)):
                    return Outcome(
                        name=job.table.name, done=Done.DECLINED, stack=job.place.full_name, notes=notes
                    )
                if taking:
                    self._adopt(stack, job, tell)
                outcome = self._apply(stack, job, allowed, confirm, tell)
                if taking:
                    outcome = becoming.with_taking(outcome)
                return replace(outcome, notes=(*notes, *outcome.notes))

        return self._guarded(job.place, job.table.name, run)

    def _apply(
        self, stack: Opened, job: Job, allowed: Allowed, confirm: Confirm | None, tell: Tell
    ) -> Outcome:
        """Careful where somebody is asked or something may be lost; else straight, with the gate as the guard."""
        job = becoming.prepared(job, stack.state.table, allowed)
        old, stage = stack.state.table, stages(stack.state.table, job.table)
        changes = becoming.compared(old, stage[-1], job.operations)
        forecast = Forecast(old=old, new=stage[-1], changes=changes, stages=stage, operations=job.operations)
        answer = Outcome(name=job.table.name, done=Done.REFUSED, stack=job.place.full_name, forecast=forecast)
        if confirm is not None or any(change.effect != IN_PLACE for change in changes):
            forecast = self._forecast(stack, job, allowed, tell)
            answer = replace(answer, forecast=forecast, outputs=stack.state.outputs)
            if forecast.refusals:
                return answer
            if confirm is not None and not forecast.idle and not confirm(forecast):
                return replace(answer, done=Done.DECLINED)
        return self._make(stack, job, allowed, answer, tell)

    def _make(self, stack: Opened, job: Job, allowed: Allowed, answer: Outcome, tell: Tell) -> Outcome:
        """Make one stage after the other, none before the engine's preview of it has passed the gate."""
        forecast = answer.forecast
        assert forecast is not None
        gated = stack.state.resources > 0
        stack.create()
        before, done = forecast.old, tuple[Step, ...]()
        for number, table in enumerate(forecast.stages):
            if number:
                tell(f"step {number + 1} of {len(forecast.stages)}, since AWS does not take all at once")
            gate = Gate(before, table, allowed, tell, named=_has_its_name_by_naming(job.operations))
            stage = replace(job, table=table, operations=around.for_now(job.operations, table))
            left = self._stage(stack, stage, gate, gated=gated or number > 0, force=forecast.forced)
            if gate.refused:
                planned = gate.events.planned
                return replace(answer, forecast=replace(forecast, steps=planned, refusals=gate.refused))
            done = becoming.together(done, gate.events.done)
            if left:
                answer = replace(answer, forecast=replace(forecast, steps=done), undone=left)
                return becoming.left_undone(answer, stack.read_state().outputs)
            before = table
        forecast = replace(forecast, steps=forecast.steps or done)
        answer = replace(answer, done=becoming.done(forecast), forecast=forecast, outputs=gate.events.outputs)
        if answer.outputs and not forecast.changes:
            return answer
        state = stack.read_state()
        return becoming.read_back(replace(answer, outputs=state.outputs), state.table)

    def _stage(self, stack: Opened, job: Job, gate: Gate, *, gated: bool, force: bool) -> tuple[Undone, ...]:
        """One update; what around the table it could not make."""
        try:
            if gated:
                self._up_gated(stack, job, gate, force=force)
            else:
                self._up(stack, job, gate)
        except CommandError:
            left = undone(gate.events, job.table.name, job.place)
            if not left:
                raise
            return left
        return ()

    def _forecast(self, stack: Opened, job: Job, allowed: Allowed, tell: Tell) -> Forecast:
        old, stage = stack.state.table, stages(stack.state.table, job.table)
        new = stage[-1]
        changes = becoming.compared(old, new, job.operations)
        protected = stack.state.protected and job.options.protect
        if kept := held(old, changes, protected=protected, retained=stack.state.retained):
            # The engine would fail instead of saying what it would do.
            kept = refusals(old, changes, (), allowed) or kept
            return Forecast(
                old=old, new=new, changes=changes, refusals=kept, stages=stage, operations=job.operations
            )
        goal = replace(job, table=new)
        events = (
            self._preview(stack, goal, tell) if stack.state.exists else self._preview_elsewhere(goal, tell)
        )
        force = forced(old, changes, events.planned, allowed)
        if force:
            events = self._preview(stack, goal, tell, force=True)
        return Forecast(
            old=old,
            new=new,
            changes=changes,
            steps=events.planned,
            refusals=refusals(old, changes, events.planned, allowed),
            stages=stage,
            forced=force,
            operations=job.operations,
        )

    def _preview_elsewhere(self, job: Job, tell: Tell) -> Events:
        """A preview of a stack that is not there yet leaves none behind: it is made in a folder that goes."""
        with tempfile.TemporaryDirectory(prefix="planton-dynamodb-", ignore_cleanup_errors=True) as folder:
            place = replace(job.place, backend=f"file://{folder}", own=False, secrets_provider=None)
            environment = {**self.environment, "PULUMI_CONFIG_PASSPHRASE": ""}
            with opened(place, self.command, environment) as scratch:
                scratch.create()
                return self._preview(scratch, job, tell)

    def _preview(self, stack: Opened, job: Job, tell: Tell, *, force: bool = False) -> Events:
        events = Events()
        tell("asking the engine what it would do")
        with errors_of(events):
            stack.stack.preview(
                program=_program(job),
                on_event=events,
                color="never",
                replace=[stack.state.urn] if force else None,
            )
        return events

    def _up(self, stack: Opened, job: Job, gate: Gate) -> None:
        """Make what is not there yet."""
        with errors_of(gate.events, stack):
            stack.stack.up(
                program=_program(job),
                on_event=gate.events,
                color="never",
                suppress_progress=True,
                continue_on_error=_has_around(stack, job),
            )

    def _up_gated(self, stack: Opened, job: Job, gate: Gate, *, force: bool) -> None:
        """Change what is there, or say why not: between its preview and its work the engine waits at the gate."""
        with stack.previewing() as living:
            try:
                with errors_of(gate.events, stack):
                    living.up(
                        program=gate.before(_program(job)),
                        on_event=gate.events,
                        color="never",
                        suppress_progress=True,
                        replace=[stack.state.urn] if force else None,
                        continue_on_error=_has_around(stack, job),
                    )
            except CommandError:
                if not gate.refused:
                    raise

    def _adopt(self, stack: Opened, job: Job, tell: Tell) -> None:
        """Take a table that AWS has already into the stack, just as it is."""
        stack.create()
        alone = replace(job, options=job.options._replace(adopt=True, protect=False), operations=None)
        try:
            self._up(stack, alone, Gate(None, job.table, Allowed(), tell))
        except CommandError:
            # The provider tells the keys of a global index in two ways and then refuses to hear both of them: by then
            # the table is in the state, and what comes next says again how its indexes are.
            stack.state = stack.read_state()
            if stack.state.table is None or self.command.interrupted:
                raise
        else:
            stack.state = stack.read_state()

    def refresh(self, job: Job, tell: Tell) -> Outcome:
        """Read from AWS what the table is like now, and write that into the state."""

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                answer = Outcome(name=job.table.name, done=Done.ABSENT, stack=job.place.full_name)
                notes = recovered(stack, tell)
                before = stack.read_state(open_secrets=True) if stack.state.around else stack.state
                if before.table is None:
                    return replace(answer, notes=notes)
                events = Events(tell)
                with errors_of(events):
                    stack.stack.refresh(on_event=events, color="never")
                state = stack.read_state(open_secrets=bool(stack.state.around))
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
            with opened(job.place, self.command, self.environment) as stack:
                notes = recovered(stack, tell)
                outcome = self._destroy(stack, job, confirm, tell, retain=retain)
                return replace(outcome, notes=(*notes, *outcome.notes))

        return self._guarded(job.place, job.table.name, run)

    def _destroy(self, stack: Opened, job: Job, confirm: ConfirmLoss, tell: Tell, *, retain: bool) -> Outcome:
        state = stack.state
        name = state.table.name if state.table else job.table.name
        answer = Outcome(name=name, done=Done.ABSENT, stack=job.place.full_name)
        if not state.resources:
            return answer
        keep = retain or job.options.retain or state.retained
        if not keep and (fault := held_back(state.table, "Pulumi", protected=state.protected)) is not None:
            return replace(answer, done=Done.REFUSED, fault=fault)
        if not confirm(state):
            return replace(answer, done=Done.DECLINED)
        if not keep or state.beside:
            # What is kept is the table. What runs around it goes: its stack is what looked after that.
            failed = self._deleted(stack, state.beside if keep else (), name, tell)
            if failed:
                return becoming.left_undone(replace(answer, undone=failed), stack.read_state().outputs)
        if not keep:
            return replace(answer, done=Done.DESTROYED, deleted=_steps(state))
        stack.forget()
        return replace(
            answer,
            done=Done.KEPT,
            notes=why_kept(job.options, job.operations, retain=retain),
            deleted=_steps(state),
        )

    def _deleted(self, stack: Opened, only: Sequence[str], table: str, tell: Tell) -> tuple[Undone, ...]:
        """Delete what is in the stack, or only some of it; what around the table could not be deleted."""
        events = Events(tell)
        try:
            with errors_of(events, stack):
                stack.stack.destroy(
                    target=list(only) or None, on_event=events, color="never", suppress_progress=True
                )
        except CommandError:
            parts = undone(events, table, stack.place)
            if not parts:
                raise
            return parts
        return ()

    def outputs(self, place: Place, name: str) -> Outcome:
        """The five outputs, as the state has them."""

        def run() -> Outcome:
            with opened(place, self.command, self.environment) as stack:
                done = Done.UNCHANGED if stack.state.outputs else Done.ABSENT
                return Outcome(
                    name=name,
                    done=done,
                    stack=place.full_name,
                    outputs=stack.state.outputs,
                    notes=stack.mended,
                )

        return self._guarded(place, name, run)

    def interrupt(self) -> None:
        """Ask what runs to stop when it is safe; asked again, at once."""
        self.command.interrupt()

    def _guarded(self, place: Place, name: str, run: Callable[[], Outcome]) -> Outcome:
        """Run; what fails is an outcome too."""
        failed = Outcome(name=name, done=Done.FAILED, stack=place.full_name)
        try:
            return run()
        except Fault as fault:
            return replace(failed, fault=fault)
        except ConcurrentUpdateError as error:
            return replace(failed, fault=locks.held(place, str(error)))
        except (CommandError, OSError) as error:
            return replace(failed, fault=fault_of(error, place, getattr(error, "errors", ())))


def _has_around(stack: Opened, job: Job) -> bool:
    """Whether anything runs around the table, so that one piece of it that fails need not stop the others."""
    return bool(stack.state.around) or (job.operations is not None and job.operations.any)


def _steps(state: State) -> tuple[Step, ...]:
    return tuple(Step("delete", piece.type, piece.name) for piece in state.around)


def _program(job: Job) -> Callable[[], None]:
    def program() -> None:
        for name, value in exports(job.table, job.options, job.operations).items():
            pulumi.export(name, value)

    return program


def _has_its_name_by_naming(operations: Operations | None) -> bool:
    return operations is not None and operations.named
