"""Work spread over processes, its results in order and never far ahead of who takes them."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def ordered_map(work: Callable[[T], R], items: Iterable[T], processes: int) -> Iterator[R]:
    """`map` over processes. Forking is quickest, since the children need no imports of their own."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    remaining = iter(items)
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context(method)) as pool:
        waiting: deque[Future[R]] = deque(
            pool.submit(work, item) for item in islice(remaining, 2 * processes)
        )
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(work, item) for item in islice(remaining, 1))
