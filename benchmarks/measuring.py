"""How long a command takes and how much memory its processes hold, one run at a time."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

Command: TypeAlias = Sequence[str]
Times: TypeAlias = dict[str, list[float]]
"""The seconds that each command took, round by round."""

_POLL = 0.002


class DidNotPassError(Exception):
    """A command that should have found nothing wrong did not end so: what it measured means nothing."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The most that was held at any time, in megabytes."""

    largest: float
    """By the largest process."""
    together: float
    """By all processes; pages that they share are counted for each."""


def seconds(command: Command, environment: Mapping[str, str] | None = None) -> float:
    """The wall time of one run."""
    start = time.perf_counter()
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - start
    if ended.returncode != 0:
        said = (ended.stdout + ended.stderr)[-2_000:]
        raise DidNotPassError(f"{os.path.basename(command[0])} ended with {ended.returncode}:\n{said}")
    return taken


def interleaved(commands: Mapping[str, Command], runs: int) -> Times:
    """The wall times of several commands that take turns, so that a slow spell of the machine hits all of them."""
    if runs > 1:  # one round alone compares nothing
        for command in commands.values():
            seconds(command)  # the first run reads from the disk what the others find in memory
    times: Times = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return times


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Our time by theirs: the median over the rounds, each of which had the same conditions for both."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def memory(command: Command) -> Memory:
    """The memory of one run, seen by looking often; Linux only."""
    largest = together = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            held = [_held(number) for number in _family(process.pid)]
            largest = max(largest, *held)
            together = max(together, sum(held))
            time.sleep(_POLL)
    return Memory(largest / 1024, together / 1024)


def _family(process: int) -> list[int]:
    """A process and those that it started, and so on."""
    found = [process]
    for number in found:
        try:
            with open(f"/proc/{number}/task/{number}/children", encoding="ascii") as listed:
                found += map(int, listed.read().split())
        except OSError:
            continue
    return found


def _held(process: int) -> int:
    """The resident memory of a process in kilobytes; none of one that has ended."""
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("VmRSS:")), 0)
    except OSError:
        return 0
