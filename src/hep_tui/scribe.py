"""Writes to the patient's file off the thread that draws, one after another, in the order they were asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Answer = TypeVar("Answer")


class Scribe:
    """One thread with its own diary. A slow disk or a locked file keeps it waiting, and never the screen."""

    def __init__(self, open_diary: Callable[[], Diary]) -> None:
        self._open = open_diary
        self._diary: Diary | None = None
        self._thread = ThreadPoolExecutor(1, "scribe")

    async def write(self, job: Callable[[Diary], Answer]) -> Answer:
        """Run a job with the scribe's diary; what it raises is raised here."""
        return await asyncio.wrap_future(self._thread.submit(self._run, job))

    def _run(self, job: Callable[[Diary], Answer]) -> Answer:
        if self._diary is None:
            self._diary = self._open()
        self._diary.refresh()
        return job(self._diary)

    def close(self) -> None:
        """Finish what was asked for, and close the file."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        if self._diary is not None:
            self._diary.close()
            self._diary = None
