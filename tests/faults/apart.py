"""Do things each in a process of its own, which begins as this one stands and changes nothing of it."""

import gc
import multiprocessing
import os
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")

Result: TypeAlias = tuple[T | None, str]
"""What a task returned, or the traceback of what it raised."""


class Apart(Generic[T]):
    """Runs tasks, so many at a time; no event loop and no thread of ours may run here meanwhile."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._pids: dict[Connection, int] = {}

    def each(self, tasks: Iterable[Callable[[], T]]) -> Iterator[T]:
        """Return what the tasks return, in the order in which they end.

        :raises AssertionError: with the traceback, where a task raised something
        """
        # What is here already is never looked through by a child's garbage collector.
        gc.freeze()
        todo = iter(tasks)
        for task in islice(todo, self._at_once):
            self._begin(task)
        while self._pids:
            for end in wait(list(self._pids)):
                assert isinstance(end, Connection)
                for task in islice(todo, 1):
                    self._begin(task)
                yield self._ended(end)

    def _begin(self, task: Callable[[], T]) -> None:
        mine, its = multiprocessing.Pipe(duplex=False)
        with warnings.catch_warnings():
            # Those of numpy's threads that wait for work have no lock that a child would need.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            its.send(_outcome(task))
            os._exit(0)
        its.close()
        self._pids[mine] = pid

    def _ended(self, end: Connection) -> T:
        result: Any
        result, trace = end.recv()
        end.close()
        os.waitpid(self._pids.pop(end), 0)
        assert not trace, trace
        return result


def _outcome(task: Callable[[], T]) -> Result[T]:
    try:
        return task(), ""
    except BaseException:
        return None, traceback.format_exc()
