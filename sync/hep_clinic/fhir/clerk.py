"""The one thread that reads and writes the clinic's file: every request is a job, and jobs that wait share a commit."""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from hep_clinic.fhir.tables import attempt, open_file

Answer = TypeVar("Answer")
Job = Callable[[sqlite3.Connection], Answer]

_TOGETHER = 64


class Clerk:
    """Does jobs in the order they come. An answer is given only after the commit that holds it is durable."""

    def __init__(self, path: Path) -> None:
        self._jobs: queue.SimpleQueue[tuple[Job[Any], Future[Any]] | None] = queue.SimpleQueue()
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, args=(path, opened), name="clerk", daemon=True)
        self._thread.start()
        opened.result()

    async def do(self, job: Job[Answer]) -> Answer:
        """Run a job in a transaction of its own within a shared commit; what it raises undoes only itself."""
        return await asyncio.wrap_future(self.begin(job))

    def begin(self, job: Job[Answer]) -> Future[Answer]:
        """Hand a job over; for callers without an event loop."""
        future: Future[Answer] = Future()
        self._jobs.put((job, future))
        return future

    def close(self) -> None:
        """Do what waits, and end."""
        self._jobs.put(None)
        self._thread.join(timeout=30)

    def _work(self, path: Path, opened: Future[None]) -> None:
        try:
            db = open_file(path)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the opening
            opened.set_exception(error)
            return
        opened.set_result(None)
        while (waiting := self._take()) is not None:
            self._do_together(db, waiting)
        db.close()

    def _take(self) -> list[tuple[Job[Any], Future[Any]]] | None:
        first = self._jobs.get()
        if first is None:
            return None
        together = [first]
        while len(together) < _TOGETHER:
            try:
                one = self._jobs.get_nowait()
            except queue.Empty:
                break
            if one is None:
                self._jobs.put(None)
                break
            together.append(one)
        return together

    def _do_together(self, db: sqlite3.Connection, waiting: list[tuple[Job[Any], Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            db.execute("BEGIN IMMEDIATE")
            for job, future in waiting:
                try:
                    with attempt(db):
                        done.append((future, job(db), None))
                except Exception as error:  # noqa: BLE001 - it belongs to the one whose job it was
                    done.append((future, None, error))
            db.execute("COMMIT")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            done = [(future, None, error) for _, future in waiting]
        for future, answer, wrong in done:
            if wrong is not None:
                future.set_exception(wrong)
            else:
                future.set_result(answer)
