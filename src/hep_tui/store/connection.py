"""One connection to one SQLite file, durable before it returns and patient while others write."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from hep_tui.store.errors import (
    CannotOpen,
    CannotRead,
    CannotWrite,
    DiskError,
    DiskFull,
    FileReplaced,
    NotSaved,
    StillLocked,
    translated,
)

Waiting = Callable[[float], None]
"""Told the seconds waited so far, each time the busy wait is over and the file is still locked."""

BUSY_S = 5.0
GIVE_UP_S = 120.0

# A rollback journal with EXTRA survives a power cut even where the removal of the journal is lost. The write-ahead
# log is not used: SQLite before 3.51.3 can damage a file when two connections write to it at once.
_PRAGMAS = (
    "PRAGMA synchronous=EXTRA",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    # Without it a REPLACE would pass by the triggers that keep facts from being deleted.
    "PRAGMA recursive_triggers=ON",
)

Answer = TypeVar("Answer")


class Connection:
    """A connection for the thread that opened it; never to be carried through a fork.

    Nothing may open the file by other means while this is open in the same process: closing any other
    handle on it would drop SQLite's locks.
    """

    def __init__(
        self,
        path: Path,
        *,
        readonly: bool = False,
        busy_s: float = BUSY_S,
        give_up_s: float = GIVE_UP_S,
        on_wait: Waiting | None = None,
        damaged: bool = False,
    ) -> None:
        """Open a file that is there; `damaged` reads one that SQLite would refuse, and implies `readonly`."""
        self.path = path
        self.readonly = readonly or damaged
        self._damaged = damaged
        self._busy_s = busy_s
        self._give_up_s = give_up_s
        self._on_wait = on_wait
        self._suspect = False
        self._raw: sqlite3.Connection | None = self._connect()
        self._identity = self._identity_now()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself, for what wraps it."""
        if self._raw is None:
            self._raw = self._connect()
        return self._raw

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._raw is not None and self._raw.in_transaction

    @property
    def inode(self) -> int:
        """Number of the file that was opened, by which a copy of it is told from it."""
        return self._identity[1] if self._identity else 0

    def close(self) -> None:
        """Close it; an open transaction is rolled back."""
        if self._raw is not None:
            self._raw.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query at once: an open cursor would keep others from writing."""
        try:
            return self._patiently(lambda: self.raw.execute(sql, values).fetchall())
        except NotSaved as error:
            if self.in_transaction:
                raise
            raise CannotRead(error.detail) from error
        except sqlite3.OperationalError:
            if self.raw.text_factory is not str:
                raise
            # One damaged text must not hide the rows around it; its seal tells which one it is.
            self.raw.text_factory = _lenient
            return self._patiently(lambda: self.raw.execute(sql, values).fetchall())

    def copy_into(self, path: Path) -> None:
        """Write the content to an empty file. By SQLite: a copy of the bytes may mix two states of a file in use."""
        self._patiently(lambda: self.raw.execute("VACUUM INTO ?", (str(path),)).fetchall())

    def scalar(self, sql: str, values: Sequence[object] = ()) -> Any:
        """First column of the first row; None where there is no row."""
        rows = self.rows(sql, values)
        return rows[0][0] if rows else None

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement of the open transaction; returns how many rows it changed."""
        self._must_write()
        try:
            return self.raw.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._in_words(error) from error

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement of the open transaction for each row."""
        self._must_write()
        try:
            self.raw.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._in_words(error) from error

    @contextmanager
    def snapshot(self) -> Generator[None, None, None]:
        """Everything read inside is of one moment; others cannot write meanwhile, so it must be short."""
        self._patiently(lambda: self.raw.execute("BEGIN"))
        try:
            yield
        finally:
            self._roll_back()

    @contextmanager
    def hold(self) -> Generator[None, None, None]:
        """Keep others from writing; nothing can be written in the block, and the file may be replaced in it."""
        self._begin()
        try:
            yield
        finally:
            self._roll_back()

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """All of it or nothing; durable on the disk when it ends. Inside another one it joins that one.

        Raises a `NotSaved` where it could not be kept.
        """
        if self.in_transaction:
            yield
            return
        self._begin()
        try:
            yield
            self._commit()
        except BaseException:
            self._roll_back()
            raise

    def _begin(self) -> None:
        if self.readonly:
            raise CannotWrite
        if self._suspect:
            self._reopen()
        # IMMEDIATE takes the write lock first. A plain BEGIN that reads and then writes fails at once, without
        # the busy wait, when two processes do so together.
        self._patiently(lambda: self.raw.execute("BEGIN IMMEDIATE"))
        if self._identity_now() != self._identity:
            self._roll_back()
            raise FileReplaced

    def _commit(self) -> None:
        self._patiently(lambda: self.raw.execute("COMMIT"))
        # Once more: a file that was replaced meanwhile took the work with it.
        if self._identity_now() != self._identity:
            raise FileReplaced

    def _roll_back(self) -> None:
        if not self.in_transaction:
            return
        try:
            self.raw.execute("ROLLBACK")
        except sqlite3.Error:
            # The journal stays and is rolled back by whoever opens the file next, which may be us.
            self._suspect = True

    def _must_write(self) -> None:
        if not self.in_transaction:
            raise RuntimeError("a write outside of a transaction")

    def _patiently(self, step: Callable[[], Answer]) -> Answer:
        """Run a step, and go on trying while another process keeps the file locked."""
        began = time.monotonic()
        while True:
            try:
                return step()
            except sqlite3.Error as error:
                words = self._in_words(error)
                waited = time.monotonic() - began
                if not isinstance(words, StillLocked) or waited >= self._give_up_s:
                    raise words from error
            if self._on_wait is not None:
                self._on_wait(waited)

    def _in_words(self, error: sqlite3.Error) -> Exception:
        words = translated(error)
        if isinstance(words, (DiskError, DiskFull)):
            # What a failed flush left in the page cache is not what is on the disk.
            self._suspect = True
        return words or error

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode={'ro' if self.readonly else 'rw'}"
        try:
            raw = sqlite3.connect(uri, uri=True, timeout=self._busy_s, isolation_level=None)
        except sqlite3.Error as error:
            raise self._in_words(error) from error
        try:
            # SQLite refuses every read of a file that is shorter than its header says, except in this mode.
            for pragma in ("PRAGMA writable_schema=ON", *_PRAGMAS) if self._damaged else _PRAGMAS:
                raw.execute(pragma)
        except sqlite3.Error as error:
            raw.close()
            raise self._in_words(error) from error
        return raw

    def rollback_journal(self) -> None:
        """Make sure that the file is kept with a rollback journal; reads the file for the first time."""
        self._patiently(lambda: self.raw.execute("PRAGMA journal_mode=DELETE").fetchall())

    def _reopen(self) -> None:
        self.close()
        # Where it cannot be opened now, the next use tries again.
        self._raw = None
        if self._identity_now() != self._identity:
            raise FileReplaced
        self.rollback_journal()
        self._suspect = False

    def _identity_now(self) -> tuple[int, int] | None:
        try:
            about = os.stat(self.path)  # noqa: PTH116  runs before and after each commit
        except OSError:
            return None
        return about.st_dev, about.st_ino


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def create_file(path: Path) -> None:
    """Make an empty file, mode 0600 whatever the umask; one that is there stays as it is."""
    try:
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise CannotOpen(error.strerror or "") from error
    try:
        os.fchmod(made, 0o600)
    finally:
        os.close(made)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
