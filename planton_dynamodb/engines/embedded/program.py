"""Pulumi's program run in this process: under mocks, in a thread of its own, so that nothing of it stays behind."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pulumi

from planton_dynamodb.engines.embedded.provider import Provider
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table
from pulumi_program.resources import declare

_PROJECT, _STACK = "planton-dynamodb", "rehearsal"


def run(
    table: Table, provider: Provider, operations: Operations | None = None, *, replace: bool = False
) -> dict[str, str]:
    """Run the program for a table and what runs around it against a provider; the program's outputs.

    What the runtime is set to belongs to a thread: to end the thread is to unset it, whatever the caller had set.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="program") as own_thread:
        provider.begin(replace=replace)
        outputs = own_thread.submit(_run, table, operations, provider).result()
        provider.end()
    return outputs


def _run(table: Table, operations: Operations | None, provider: Provider) -> dict[str, str]:
    found: dict[str, str] = {}

    def program() -> pulumi.Output[None]:
        return pulumi.Output.all(**declare(table, None, operations)).apply(found.update)

    with _event_loop():
        pulumi.runtime.set_mocks(provider, _PROJECT, _STACK, preview=False, logger=_silent())
        pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]
    return found


def _silent() -> logging.Logger:
    """A logger that says nothing: what goes wrong is said by who asked for the run."""
    logger = logging.Logger("rehearsal")
    logger.addHandler(logging.NullHandler())
    return logger


@contextmanager
def _event_loop() -> Iterator[None]:
    """An event loop for this thread and for the one that resources are made in: the mocks would leave theirs open."""
    loops: list[asyncio.AbstractEventLoop] = []

    def prepare() -> None:
        loops.append(asyncio.new_event_loop())
        # What waits for a resource that was refused fails with it, and the loop would say so, with a traceback.
        loops[-1].set_exception_handler(lambda _loop, _context: None)
        asyncio.set_event_loop(loops[-1])

    prepare()
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="resources", initializer=prepare)
    loops[0].set_default_executor(executor)
    try:
        yield
    finally:
        executor.shutdown()
        for loop in loops:
            loop.close()
        asyncio.set_event_loop(None)
