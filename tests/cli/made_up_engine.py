"""The command with an engine that is made up, for what the command itself does: `python -m tests.cli.made_up_engine …`.

What becomes of a table is said by its name: `fails`, `refuses`, `idle`, `raises`, `drifts`, `absent`, `surrounded`, and
`slow`, which goes on until the file $GO is there or it is interrupted. What the engine was asked are the lines of the
file $CALLS.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from planton_dynamodb.changes.change import IN_PLACE, REPLACE, Change
from planton_dynamodb.changes.guard import Allowed, Refusal
from planton_dynamodb.changes.step import Step
from planton_dynamodb.cli import main, together
from planton_dynamodb.cli.tables import Wanted
from planton_dynamodb.engines.around import Piece
from planton_dynamodb.engines.outcome import Done, Forecast, Outcome
from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.state import State
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.table import Key, Table
from planton_dynamodb.targets.pulumi import TABLE_TYPE
from planton_dynamodb.targets.pulumi_operations import ALARM_TYPE

Tell = Callable[[str], None]
CHANGE = Change("upd-table-class", IN_PLACE, "spec.tableClass", "the class changes", "AWS does it.")
LOSS = Change(
    *("upd-table-key", REPLACE, "spec.keySchema[0]", "the key changes"),
    *("AWS cannot.", "All items are lost.", "Copy them first."),
)
ALARM = Piece(urn="urn", type=ALARM_TYPE, name="alarm")


@dataclass(frozen=True)
class Job:
    """What of a table this engine looks at."""

    name: str
    stack: str

    def outcome(self, done: Done, forecast: Forecast | None = None) -> Outcome:
        """What became of it."""
        return Outcome(name=self.name, done=done, stack=self.stack, forecast=forecast)


class MadeUp:
    """An engine that makes nothing."""

    def __init__(self) -> None:
        self.interrupts = 0

    def interrupt(self) -> None:
        """What Ctrl-C comes to."""
        self.interrupts += 1
        note(f"interrupt {self.interrupts}")

    def preview(self, job: Job, allowed: Allowed, tell: Tell) -> Outcome:
        """What would become of a table."""
        tell("asking the engine what it would do")
        if "fails" in job.name:
            return failed(job)
        return job.outcome(Done.PREVIEWED, forecast=forecast_of(job.name, allowed))

    def apply(
        self,
        job: Job,
        allowed: Allowed,
        confirm: Callable[[Forecast], bool] | None,
        tell: Tell,
        *,
        adopt: bool,
    ) -> Outcome:
        """What becomes of a table."""
        forecast = forecast_of(job.name, allowed)
        if forecast.refusals:
            return job.outcome(Done.REFUSED, forecast=forecast)
        if confirm is not None and not forecast.idle and not confirm(forecast):
            return job.outcome(Done.DECLINED, forecast=forecast)
        tell(f"making table {job.name}")
        note(f"begun {job.name}{' by import' if adopt else ''}")
        if "raises" in job.name:
            raise ValueError("what nobody thought of")
        if "fails" in job.name or ("slow" in job.name and not self._waited()):
            return failed(job)
        note(f"made {job.name}")
        done = Done.UNCHANGED if forecast.idle else Done.CHANGED
        return replace(job.outcome(done, forecast), outputs=outputs_of(job.name))

    def _waited(self) -> bool:
        while not os.path.exists(os.environ["GO"]):
            if self.interrupts:
                return False
            time.sleep(0.02)
        return True

    def destroy(self, job: Job, confirm: Callable[[State], bool], tell: Tell, *, retain: bool) -> Outcome:
        """A table deleted, or kept."""
        table = Table(name=job.name, attributes=(("pk", "S"),), key=Key("pk"))
        around = (ALARM,) if "surrounded" in job.name else ()
        if not confirm(State(table=table, outputs=outputs_of(job.name), around=around)):
            return job.outcome(Done.DECLINED)
        tell(f"deleting table {job.name}")
        note(f"{'kept' if retain else 'destroyed'} {job.name}")
        return job.outcome(Done.KEPT if retain else Done.DESTROYED)

    def refresh(self, job: Job, tell: Tell) -> Outcome:
        """A table looked at."""
        tell(f"looking at table {job.name}")
        drift = (CHANGE,) if "drifts" in job.name else ()
        return replace(job.outcome(Done.REFRESHED), drift=drift, outputs=outputs_of(job.name))

    def outputs(self, place: Place, name: str) -> Outcome:
        """What the state has."""
        if "absent" in name:
            return Job(name, place.stack).outcome(Done.ABSENT)
        return replace(Job(name, place.stack).outcome(Done.UNCHANGED), outputs=outputs_of(name))


def outputs_of(name: str) -> dict[str, str]:
    """The five, without a stream."""
    arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{name}"
    return {"table_name": name, "table_arn": arn, "table_id": name, "stream_arn": "", "stream_label": ""}


def failed(job: Job) -> Outcome:
    """A failure in whose words the environment's secret stands."""
    said = f"AWS answered\nto {os.environ.get('AWS_SECRET_ACCESS_KEY', 'nobody')}"
    return replace(job.outcome(Done.FAILED), fault=Fault("AWS refuses", "Ask for the right.", said))


def forecast_of(name: str, allowed: Allowed) -> Forecast:
    """What is said before."""
    table = Table(name=name, attributes=(("pk", "S"),), key=Key("pk"))
    forecast = Forecast(old=table, new=table)
    if "idle" in name:
        return forecast
    if "refuses" in name:
        step = Step("replace", TABLE_TYPE, name, ("hashKey",))
        refused = () if name in allowed.replace else (Refusal(name, LOSS, f"--allow-replace {name}"),)
        return replace(forecast, changes=(LOSS, CHANGE), steps=(step,), refusals=refused)
    step = Step("update", TABLE_TYPE, name, ("tableClass",))
    return replace(forecast, changes=(CHANGE,), steps=(step,))


def note(line: str) -> None:
    """What the engine was asked, for the test to read."""
    if calls := os.environ.get("CALLS"):
        with Path(calls).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def run(arguments: list[str]) -> int:
    """The command, with this engine in place of Pulumi."""
    made = MadeUp()
    vars(together)["open_engines"] = lambda tables: {table.engine: made for table in tables}
    type.__setattr__(Wanted, "job", property(lambda table: Job(table.name, table.place.stack)))
    return main(arguments)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
