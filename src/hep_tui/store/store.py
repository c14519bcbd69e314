"""The patient's file as the rest of the program sees it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hep_care.counts import DayCount
from hep_care.entry import Entry, EntryKind
from hep_care.frozen import frozen
from hep_tui.locations import Places
from hep_tui.store import days, facts, identity, ledger, meta, quarantine, resources, sessions
from hep_tui.store.connection import Connection, Waiting
from hep_tui.store.days import Derived
from hep_tui.store.errors import EntryClash
from hep_tui.store.identity import Memory, Notice
from hep_tui.store.opening import Patience, open_file
from hep_tui.store.quarantine import Quarantined
from hep_tui.store.resources import ActiveProgram, Added, Resource
from hep_tui.store.rows import BadRow, Origin, to_entry, to_row
from hep_tui.store.sessions import SessionJournal

if TYPE_CHECKING:
    from hep_tui.store.audit import Findings
    from hep_tui.store.backup import Backup

_NOTE_EVERY_S = 60
"""Writing down the newest number with every entry would cost a third of a commit; the file is what counts."""


@frozen
class Counts:
    """How much there is."""

    entries: int
    resources: int
    quarantined: int


class Store:
    """The open file of one profile; for the thread that opened it, and never carried through a fork.

    What a method wrote is on the disk when it returns. Inside `with store.transaction():` that holds for the end of
    the block. Writing raises a `NotSaved`, and nothing of that call, or block, is then kept. Reading raises an
    `OpeningProblem` where the file has become unreadable.
    """

    def __init__(self, connection: Connection, places: Places, memory: Memory, notices: tuple[Notice, ...]) -> None:
        self._connection = connection
        self._memory = memory
        self._appended = 0
        self._noted_at = time.monotonic()
        self._noted = memory.last_seq
        self.places = places
        self.notices = notices
        """What the patient should know after opening."""
        self.damaged: set[str] = set()
        """What was passed over in reading because it is not what was written; `check` moves it into quarantine."""

    @classmethod
    def open(
        cls,
        places: Places,
        *,
        now: datetime,
        create: bool = True,
        readonly: bool = False,
        on_wait: Waiting | None = None,
        patience: Patience = Patience(),
    ) -> Store:
        """Open the file of these places, or make it.

        Raises an `OpeningProblem` for a file that is missing, damaged, newer or not ours, and a `PlacesError` for
        folders that cannot be used. Where the file can only be read it opens to view, with a notice.
        """
        connection, memory, notices = open_file(places, now, create, readonly, on_wait, patience)
        return cls(connection, places, memory, notices)

    def close(self) -> None:
        """Close the file."""
        self._note_number()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def connection(self) -> Connection:
        """The connection, for a backup and for tables of other rooms of this package."""
        return self._connection

    @property
    def readonly(self) -> bool:
        """Whether nothing can be saved."""
        return self._connection.readonly

    @property
    def device(self) -> str:
        """Id under which entries made here are numbered."""
        return self._memory.device

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written in the block is kept, or none of it."""
        with self._connection.transaction():
            yield
        if self._appended and not self._connection.in_transaction:
            self._memory = Memory(self._memory.install, self.device, self._appended)
            self._appended = 0
            if time.monotonic() - self._noted_at >= _NOTE_EVERY_S:
                self._note_number()

    def _note_number(self) -> None:
        """Let the state folder know the newest number; it helps to notice later that the file is an older copy."""
        self._noted_at = time.monotonic()
        if self._memory.last_seq > self._noted:
            self._noted = self._memory.last_seq
            with contextlib.suppress(OSError):
                identity.catch_up(self.places.memory, self._memory)

    # What was done

    def append(self, build: Callable[[int], Sequence[Entry]]) -> tuple[Entry, ...]:
        """Save entries made here, all or none; durable when it returns, and returned as they are in the file.

        `build` is given the number of the next entry and makes entries of this device, numbered from it on without
        gaps. It runs while the file is locked. Entries whose ids are here already, as after an answer that was lost,
        are not saved twice; the same id with other content is an `EntryClash`.
        """
        with self.transaction():
            number = facts.next_number(self._connection, self.device)
            entries = tuple(build(number))
            here = {entry.id: entry for entry in self._read(facts.by_ids(self._connection, [e.id for e in entries]))}
            if here:
                return tuple(_same(here.get(entry.id), entry) for entry in entries)
            for expected, entry in enumerate(entries, number):
                if (entry.device, entry.device_seq) != (self.device, expected):
                    raise ValueError(f"entry {entry.id} must be number {expected} of device {self.device}")
            from hep_tui.store.receiving import add_rows

            add_rows(self._connection, [to_row(entry, Origin.HERE) for entry in entries])
            self._appended = number + len(entries) - 1
        return entries

    def receive(self, entries: Iterable[Entry], now: datetime) -> Added:
        """Save entries made elsewhere, or here before a restore, with the device and number they have.

        All or none; an id that is here already is not saved twice, and its other content goes to the quarantine.
        """
        from hep_tui.store.receiving import receive

        return receive(self._connection, entries, now)

    def entries(
        self, first: date | None = None, last: date | None = None, kinds: Collection[EntryKind] | None = None
    ) -> Iterator[Entry]:
        """Entries that count for these local dates, both inclusive, with every correction of them.

        `kinds` are those of what is corrected; without bounds and kinds it is everything, in the order it was added.
        """
        if first is None and last is None and kinds is None:
            return self._read(facts.every(self._connection))
        return self._read(facts.between(self._connection, first, last, kinds))

    def whole_records(self, ids: list[str]) -> Iterator[Entry]:
        """The entries with these ids, and every correction of them."""
        return self._read(facts.whole(self._connection, ids))

    def entry(self, id: str) -> Entry | None:
        """The entry with this id."""
        return next(self._read(facts.by_ids(self._connection, [id])), None)

    def has(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these ids are here."""
        return frozenset(entry.id for entry in self._read(facts.by_ids(self._connection, ids)))

    def counts(self) -> Counts:
        """How much there is."""
        entries, resource = (self._connection.scalar(f"SELECT count(*) FROM {t}") for t in ("entry", "resource"))
        return Counts(entries, resource, quarantine.count(self._connection))

    def last_logged_at(self) -> datetime | None:
        """When the last entry of this device was saved, by the clock it had then."""
        text = ledger.read_one(self._connection, self.device).last_logged_at
        return datetime.fromisoformat(text) if text else None

    def data_version(self) -> int:
        """A number that changes when another connection or process has written to the file."""
        return int(self._connection.scalar("PRAGMA data_version"))

    def gaps(self, device: str) -> tuple[tuple[int, int], ...]:
        """Numbers of a device that were used and are not here, first and last of each gap: something was lost."""
        return facts.gaps(self._connection, device)

    def _read(self, rows: Iterable[facts.NumberedRow]) -> Iterator[Entry]:
        for number, row in rows:
            try:
                yield to_entry(row)
            except BadRow:
                self.damaged.add(f"entry {number}")

    # What the clinic wrote

    def add_resources(self, found: Iterable[Resource]) -> Added:
        """Keep versions of resources as they came; a version that is here already is left as it is."""
        with self.transaction():
            return resources.add(self._connection, found)

    def resources(self, type: str | None = None) -> tuple[Resource, ...]:
        """Every version of every resource, or of those of one type, in the order they were first seen."""
        good, bad = resources.read(self._connection, type)
        self.damaged.update(f"resource {number}" for number in bad)
        return tuple(good)

    def active_program(self) -> ActiveProgram | None:
        """The program that is active now."""
        found = self.program_history()
        return found[-1] if found and found[-1].until is None else None

    def program_history(self) -> tuple[ActiveProgram, ...]:
        """Every program that was ever active, in the order they were made so."""
        return resources.programs(self._connection)

    def set_active(self, program: str | None, since: date, at: datetime) -> None:
        """Make a program (the id of its CarePlan) active from a local date on; the one before ends the day before.

        None ends the present one. Day totals from that date on become dirty.
        """
        with self.transaction():
            resources.set_active(self._connection, program, since, at)
            days.mark_dirty(self._connection, since)

    def acknowledge(self, program: str, version: str, at: datetime) -> None:
        """Note that the red flags of this program version were shown in full."""
        with self.transaction():
            sql = "INSERT OR IGNORE INTO acknowledged VALUES (?, ?, ?)"
            self._connection.execute(sql, (program, version, at.isoformat()))

    def acknowledged(self, program: str, version: str) -> bool:
        """Whether the red flags of this program version were shown in full."""
        sql = "SELECT 1 FROM acknowledged WHERE program = ? AND version = ?"
        return bool(self._connection.rows(sql, (program, version)))

    def corrected_on_several(self) -> tuple[str, ...]:
        """Ids of entries that corrections of more than one device refer to."""
        sql = (
            "SELECT refers_to FROM entry WHERE kind IN ('amendment', 'retraction') AND refers_to IS NOT NULL "
            "GROUP BY refers_to HAVING count(DISTINCT device) > 1"
        )
        return tuple(str(id) for (id,) in self._connection.rows(sql))

    def acknowledgements(self, prefix: str) -> tuple[tuple[str, str, datetime], ...]:
        """What was noted under names that begin so: name, version and when."""
        sql = "SELECT program, version, at FROM acknowledged WHERE substr(program, 1, ?) = ?"
        rows = self._connection.rows(sql, (len(prefix), prefix))
        return tuple((str(name), str(version), datetime.fromisoformat(at)) for name, version, at in rows)

    # What is derived

    def day_totals(self, first: date | None = None, last: date | None = None) -> tuple[DayCount, ...]:
        """Kept totals of these local dates, both inclusive, in order; a date that is missing must be counted."""
        good, bad = days.read(self._connection, first, last)
        self.damaged.update(f"day {day}" for day in bad)
        return tuple(good)

    def derived(self) -> Derived:
        """How far the day totals can be trusted; read it before what they are counted from."""
        return days.state(self._connection)

    def replace_day_totals(self, totals: Iterable[DayCount], first: date, last: date, generation: int) -> bool:
        """Keep new totals of `first` to `last`, both inclusive, in the place of all from `first` on.

        `generation` is that of `derived()`; False, with nothing changed, where something was added since.
        """
        with self.transaction():
            return days.replace(self._connection, totals, first, last, generation)

    def mark_dirty(self, first: date) -> None:
        """Note that day totals from this local date on must be counted again."""
        with self.transaction():
            days.mark_dirty(self._connection, first)

    # Sessions that are running

    def begin_session(self, id: str, plan: str, at: datetime) -> None:
        """Write down that a session begins; `plan` is JSON text."""
        with self.transaction():
            sessions.begin(self._connection, id, plan, at)

    def note_session(self, id: str, kind: str, payload: str, at: datetime) -> int:
        """Write down what happened in a session; `payload` is JSON text. Returns its number, from 1."""
        with self.transaction():
            return sessions.note(self._connection, id, kind, payload, at)

    def close_session(self, id: str, at: datetime) -> None:
        """Write down that a session is over; in one transaction with the entries that it made."""
        with self.transaction():
            sessions.close(self._connection, id, at)

    def unfinished_sessions(self) -> tuple[SessionJournal, ...]:
        """Sessions that were begun and never closed, newest first."""
        return sessions.unfinished(self._connection)

    # The file itself

    def meta(self, key: str) -> str | None:
        """A single value by its key."""
        return meta.get(self._connection, key)

    def set_meta(self, key: str, value: str | None) -> None:
        """Set a single value; None removes it."""
        with self.transaction():
            meta.put(self._connection, key, value)

    def quarantine(self, thing: Quarantined) -> None:
        """Keep something that could not be used."""
        with self.transaction():
            quarantine.set_aside(self._connection, thing)

    def quarantined(self) -> tuple[Quarantined, ...]:
        """What could not be used and has not been made good, oldest first."""
        return quarantine.waiting(self._connection)

    def settle_quarantine(self, what: str, refs: Iterable[str], now: datetime) -> None:
        """Note that things in quarantine are whole again."""
        with self.transaction():
            quarantine.settle(self._connection, what, refs, now)

    def check(self, now: datetime) -> Findings:
        """Look at every row, and move what is damaged into quarantine; says what was found.

        Reads the whole file. Raises `DamagedFile` where its structure is damaged; nothing is changed then.
        """
        from hep_tui.store.audit import audit, put_right

        findings = audit(self._connection) if self.readonly else put_right(self._connection, now)
        self.damaged.clear()
        return findings

    def backup(self, target: Path) -> Backup:
        """Make a verified copy at this path; raises a `BackupProblem`."""
        from hep_tui.store.backup import make_backup

        return make_backup(self._connection, target)

    def daily_backup(self, now: datetime) -> Backup | None:
        """Make the copy of this day, unless there is one, and let go of old ones; raises a `BackupProblem`."""
        from hep_tui.store.backup import daily_backup

        return daily_backup(self._connection, self.places, now)


def _same(found: Entry | None, built: Entry) -> Entry:
    """The entry as it is here already; when it was saved, and under which number, is that of the first time."""
    if found is None or replace(built, device_seq=found.device_seq, logged_at=found.logged_at) != found:
        raise EntryClash
    return found
