"""The verbs on one stack: preview, apply, refresh, destroy and outputs, through Pulumi's Automation API."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pulumi
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from planton_dynamodb.changes.compare import compare
from planton_dynamodb.changes.guard import Allowed, forced, refusals
from planton_dynamodb.changes.stages import stages
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome
from planton_dynamodb.engines.pulumi import locks
from planton_dynamodb.engines.pulumi.command import Command
from planton_dynamodb.engines.pulumi.events import Events, Tell, name_of
from planton_dynamodb.engines.pulumi.faults import fault_of
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.state import State
from planton_dynamodb.engines.pulumi.workspace import Opened, opened
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_options import Options
from pulumi_program.resources import declare


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A table that is to be made, and the stack that it is to be in."""

    table: Table
    options: Options
    place: Place


Confirm = Callable[[Forecast], bool]
"""Asked before anything is done; what is shown and how is the asker's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Pulumi, as it is on this machine."""

    command: Command
    environment: Mapping[str, str]

    def preview(self, job: Job, allowed: Allowed, tell: Tell) -> Outcome:
        """What apply would do."""

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                forecast = self._forecast(stack, job, allowed, tell)
                return Outcome(
                    name=job.table.name,
                    done=Done.PREVIEWED,
                    stack=job.place.full_name,
                    forecast=forecast,
                    outputs=stack.state.outputs,
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
                notes = self._recover(stack, job, tell)
                adopted = adopt and self._adopt(stack, job, tell)
                outcome = self._apply(stack, job, allowed, confirm, tell)
                if adopted and outcome.done is Done.UNCHANGED:
                    outcome = replace(outcome, done=Done.IMPORTED)
                return replace(outcome, notes=(*notes, *outcome.notes))

        return self._guarded(job.place, job.table.name, run)

    def _apply(
        self, stack: Opened, job: Job, allowed: Allowed, confirm: Confirm | None, tell: Tell
    ) -> Outcome:
        if confirm is None and not stack.state.resources:
            # Nothing is there to lose and nobody to show it to: the engine need not be asked first.
            forecast = Forecast(old=None, new=job.table)
        else:
            forecast = self._forecast(stack, job, allowed, tell)
        answer = Outcome(
            name=job.table.name,
            done=Done.UNCHANGED,
            stack=job.place.full_name,
            forecast=forecast,
            outputs=stack.state.outputs,
        )
        if forecast.refusals:
            return replace(answer, done=Done.REFUSED)
        if forecast.idle and not _held_otherwise(stack.state, job.options) and stack.state.outputs:
            return answer
        if confirm is not None and not forecast.idle and not confirm(forecast):
            return replace(answer, done=Done.DECLINED)
        stack.create()
        for table in forecast.stages or (job.table,):
            events = self._up(stack, table, job.options, tell, force=forecast.forced)
        if not forecast.steps:
            answer = replace(answer, forecast=replace(forecast, steps=events.steps))
        done = Done.UNCHANGED if forecast.idle else _done(forecast)
        return replace(answer, done=done, outputs=events.outputs or stack.read_state().outputs)

    def _forecast(self, stack: Opened, job: Job, allowed: Allowed, tell: Tell) -> Forecast:
        old = stack.state.table
        steps_to = stages(old, job.table)
        new = steps_to[-1]
        changes = compare(old, new) if old is not None else ()
        if not stack.state.exists:
            events = self._preview_elsewhere(job, new, tell)
        else:
            events = self._preview(stack, new, job.options, tell)
        force = forced(old, changes, events.steps, allowed)
        if force:
            events = self._preview(stack, new, job.options, tell, force=True)
        return Forecast(
            old=old,
            new=new,
            changes=changes,
            steps=events.steps,
            refusals=refusals(old, changes, events.steps, allowed),
            stages=steps_to,
            forced=force,
        )

    def _preview_elsewhere(self, job: Job, table: Table, tell: Tell) -> Events:
        """A preview of a stack that is not there yet leaves none behind: it is made in a folder that goes."""
        with tempfile.TemporaryDirectory(prefix="planton-dynamodb-", ignore_cleanup_errors=True) as folder:
            place = replace(job.place, backend=f"file://{folder}", own=False, secrets_provider=None)
            environment = {**self.environment, "PULUMI_CONFIG_PASSPHRASE": ""}
            with opened(place, self.command, environment) as scratch:
                scratch.create()
                return self._preview(scratch, table, job.options, tell)

    def _preview(
        self, stack: Opened, table: Table, options: Options, tell: Tell, *, force: bool = False
    ) -> Events:
        events = Events()
        tell("asking the engine what it would do")
        with _errors_of(events):
            stack.stack.preview(
                program=_program(table, options),
                on_event=events,
                color="never",
                replace=[stack.state.urn] if force else None,
            )
        return events

    def _up(
        self, stack: Opened, table: Table, options: Options, tell: Tell, *, force: bool = False
    ) -> Events:
        events = Events(tell)
        with _errors_of(events):
            stack.stack.up(
                program=_program(table, options),
                on_event=events,
                color="never",
                suppress_progress=True,
                replace=[stack.state.urn] if force else None,
            )
        return events

    def _adopt(self, stack: Opened, job: Job, tell: Tell) -> bool:
        """Take a table that AWS has already into the stack, just as it is."""
        if stack.state.table is not None:
            return False
        stack.create()
        self._up(stack, job.table, replace(job.options, adopt=True, protect=False), tell)
        stack.state = stack.read_state()
        return True

    def _recover(self, stack: Opened, job: Job, tell: Tell) -> tuple[str, ...]:
        """Look after what an engine had begun when it was killed."""
        cleared = locks.clear_stale(job.place)
        notes = ("a lock left by a process that is no more was removed",) if cleared else ()
        if not stack.state.pending:
            return notes
        begun = [
            urn for kind, urn in stack.state.pending if kind == "creating" and f"::{TABLE_TYPE}::" in urn
        ]
        tell("looking after what was under way when the last run ended")
        self._clear_pending(stack, tell, begun)
        stack.state = stack.read_state()
        return (
            *notes,
            "the last run had been killed in the middle: what it had begun was looked after first",
        )

    def _clear_pending(self, stack: Opened, tell: Tell, begun: list[str]) -> None:
        # A table that was being made may be there by now, and then it is ours: its name is what AWS calls it.
        for urn in begun:
            try:
                stack.run(
                    *("refresh", "--yes", "--skip-preview", "--color", "never"),
                    *("--import-pending-creates", urn, "--import-pending-creates", name_of(urn)),
                )
            except CommandError:
                tell("the table that was being made is not there")
        with _errors_of(Events()):
            stack.stack.refresh(color="never", clear_pending_creates=True)

    def refresh(self, job: Job, tell: Tell) -> Outcome:
        """Read from AWS what the table is like now, and write that into the state."""

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                answer = Outcome(name=job.table.name, done=Done.ABSENT, stack=job.place.full_name)
                locks.clear_stale(job.place)
                before = stack.state.table
                if before is None and not stack.state.pending:
                    return answer
                events = Events(tell)
                with _errors_of(events):
                    stack.stack.refresh(on_event=events, color="never")
                state = stack.read_state()
                drift = () if before is None or state.table is None else compare(before, state.table)
                notes = ("AWS has no such table any more",) if before and state.table is None else ()
                return replace(answer, done=Done.REFRESHED, drift=drift, outputs=state.outputs, notes=notes)

        return self._guarded(job.place, job.table.name, run)

    def destroy(self, job: Job, confirm: Callable[[State], bool], tell: Tell, *, retain: bool) -> Outcome:
        """Delete the table, or forget it where it is to be kept."""

        def run() -> Outcome:
            with opened(job.place, self.command, self.environment) as stack:
                notes = self._recover(stack, job, tell) if stack.state.exists else ()
                return replace(self._destroy(stack, job, confirm, tell, retain=retain), notes=notes)

        return self._guarded(job.place, job.table.name, run)

    def _destroy(
        self, stack: Opened, job: Job, confirm: Callable[[State], bool], tell: Tell, *, retain: bool
    ) -> Outcome:
        state = stack.state
        name = state.table.name if state.table else job.table.name
        answer = Outcome(name=name, done=Done.ABSENT, stack=job.place.full_name)
        if not state.resources:
            return answer
        keep = retain or job.options.retain or state.retained
        if not keep and (fault := _held(state)) is not None:
            return replace(answer, done=Done.REFUSED, fault=fault)
        if not confirm(state):
            return replace(answer, done=Done.DECLINED)
        if keep:
            stack.forget()
            return replace(answer, done=Done.KEPT)
        events = Events(tell)
        with _errors_of(events):
            stack.stack.destroy(on_event=events, color="never", suppress_progress=True)
        return replace(answer, done=Done.DESTROYED)

    def outputs(self, place: Place, name: str) -> Outcome:
        """The five outputs, as the state has them."""

        def run() -> Outcome:
            with opened(place, self.command, self.environment) as stack:
                done = Done.UNCHANGED if stack.state.outputs else Done.ABSENT
                return Outcome(name=name, done=done, stack=place.full_name, outputs=stack.state.outputs)

        return self._guarded(place, name, run)

    def _guarded(self, place: Place, name: str, run: Callable[[], Outcome]) -> Outcome:
        """Run; what fails is an outcome too."""
        failed = Outcome(name=name, done=Done.FAILED, stack=place.full_name)
        try:
            return run()
        except Fault as fault:
            return replace(failed, fault=fault)
        except ConcurrentUpdateError as error:
            return replace(failed, fault=_locked(place, error))
        except (CommandError, OSError) as error:
            return replace(failed, fault=fault_of(error, place, getattr(error, "errors", ())))


class _errors_of:  # noqa: N801 - it reads as a statement
    """A command whose failure carries what the engine told of it."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CommandError):
            error.errors = tuple(self._events.errors)  # type: ignore[attr-defined]


def _program(table: Table, options: Options) -> Callable[[], None]:
    def program() -> None:
        for name, value in declare(table, options).items():
            pulumi.export(name, value)

    return program


def _held_otherwise(state: State, options: Options) -> bool:
    """Whether Pulumi is to hold on to the table more, or less, than it does."""
    return state.protected != options.protect or state.retained != options.retain


def _done(forecast: Forecast) -> Done:
    if forecast.old is None:
        return Done.CREATED
    if any(step.type == TABLE_TYPE and step.action in ("replace", "delete") for step in forecast.steps):
        return Done.REPLACED
    return Done.CHANGED


def _held(state: State) -> Fault | None:
    """Why a table is not to be deleted now."""
    if state.table is not None and state.table.deletion_protection:
        return Fault(
            f"deletion protection of {state.table.name} is on, and AWS would refuse to delete it",
            "Set spec.deletionProtectionEnabled: false, apply that, then destroy. "
            "To keep the table and only forget it: destroy --retain.",
        )
    if state.protected:
        return Fault(
            "Pulumi protects the table of this stack",
            "Apply it without protection first (label pulumi.project-planton.org/protect), then destroy. "
            "To keep the table and only forget it: destroy --retain.",
        )
    return None


def _locked(place: Place, error: CommandError) -> Fault:
    """Who holds the stack, where that can be seen."""
    holders = locks.locks(place)
    if not holders:
        return Fault(
            f"stack {place.stack} is in use: another update of it is going on",
            "Wait until it is done. If nothing runs any more: pulumi cancel --stack " + place.full_name,
            str(error),
        )
    held = "; ".join(
        f"process {lock.pid} of {lock.user} on {lock.host}, since {lock.since}" for lock in holders
    )
    return Fault(
        f"stack {place.stack} is in use by {held}",
        "Wait until it is done, then run the same again. If that process is gone, remove its lock: "
        f"rm {' '.join(lock.path for lock in holders)}",
    )
