"""The table of entries: adding rows, and finding them by day, by id and by device."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from hep_care.entry import EntryKind
from hep_tui.store import ledger
from hep_tui.store.connection import Connection
from hep_tui.store.rows import COLUMNS, NAMES, PLACES, Row

CHUNK = 500
"""Rows fetched at once, and ids asked for at once."""

_ID, _DATE, _REFERS = (COLUMNS.index(name) for name in ("id", "date", "refers_to"))
_CORRECTIONS = (EntryKind.AMENDMENT.value, EntryKind.RETRACTION.value)

NumberedRow = tuple[int, Row]
"""The number of a row in the file, and the row."""


def insert(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows, in the open transaction, and count them in."""
    connection.execute_many(f"INSERT INTO entry ({NAMES}) VALUES ({PLACES})", rows)
    ledger.add(connection, rows)


def next_number(connection: Connection, device: str) -> int:
    """The number of the next entry of a device; one that was ever used here is not used again."""
    found = connection.scalar("SELECT max(device_seq) FROM entry WHERE device = ?", (device,))
    return int(max(found or 0, ledger.read_one(connection, device).last_seq)) + 1


def by_ids(connection: Connection, ids: Sequence[str]) -> list[NumberedRow]:
    """The rows with these ids, in no order."""
    found: list[NumberedRow] = []
    for at in range(0, len(ids), CHUNK):
        some = ids[at : at + CHUNK]
        marks = ", ".join("?" * len(some))
        found += _numbered(connection.rows(f"SELECT seq, {NAMES} FROM entry WHERE id IN ({marks})", some))
    return found


def every(connection: Connection, after: int = 0) -> Iterator[NumberedRow]:
    """All rows in the order they were added, beginning after a number; read a chunk at a time."""
    while True:
        rows = connection.rows(f"SELECT seq, {NAMES} FROM entry WHERE seq > ? ORDER BY seq LIMIT {CHUNK}", (after,))
        yield from _numbered(rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1][0]


def between(
    connection: Connection, first: date | None, last: date | None, kinds: Collection[EntryKind] | None
) -> Iterator[NumberedRow]:
    """Rows that count for these local dates, both inclusive, by date; each chunk is followed by its corrections.

    A correction comes with what it corrects, whatever date it carries itself; `kinds` are those of what is corrected.
    """
    wanted = [kind.value for kind in (kinds if kinds is not None else EntryKind) if kind.value not in _CORRECTIONS]
    marks = ", ".join("?" * len(wanted))
    sql = (
        f"SELECT seq, {NAMES} FROM entry WHERE (date, seq) > (?, ?) AND date <= ? AND kind IN ({marks}) "
        f"ORDER BY date, seq LIMIT {CHUNK}"
    )
    # "" sorts before every date and "~" after.
    at: tuple[str, int] = ("", 0) if first is None else (first.isoformat(), -1)
    end = "~" if last is None else last.isoformat()
    while True:
        rows = _numbered(connection.rows(sql, (*at, end, *wanted)))
        yield from rows
        yield from _corrections(connection, [row[_ID] for _, row in rows])
        if len(rows) < CHUNK:
            return
        at = rows[-1][1][_DATE], rows[-1][0]


def whole(connection: Connection, ids: list[str]) -> Iterator[NumberedRow]:
    """The rows with these ids, each chunk followed by its corrections."""
    for at in range(0, len(ids), CHUNK):
        yield from by_ids(connection, ids[at : at + CHUNK])
        yield from _corrections(connection, ids[at : at + CHUNK])


def _corrections(connection: Connection, ids: list[str]) -> Iterator[NumberedRow]:
    """What refers to these rows, and what refers to that; a circle ends."""
    seen: set[str] = set()
    kinds = ", ".join(f"'{kind}'" for kind in _CORRECTIONS)
    while ids:
        marks = ", ".join("?" * len(ids))
        sql = f"SELECT seq, {NAMES} FROM entry WHERE refers_to IN ({marks}) AND kind IN ({kinds}) ORDER BY seq"
        found = [(number, row) for number, row in _numbered(connection.rows(sql, ids)) if row[_ID] not in seen]
        yield from found
        ids = [row[_ID] for _, row in found]
        seen.update(ids)


def root_dates(connection: Connection, rows: Sequence[Row]) -> list[str]:
    """The dates whose totals these rows change: their own, and those of what they refer to, all the way."""
    dates = {row[_DATE] for row in rows}
    ahead = {row[_REFERS] for row in rows if row[_REFERS]}
    seen: set[str] = set()
    while ahead:
        seen |= ahead
        found = [row for _, row in by_ids(connection, sorted(ahead))]
        dates |= {row[_DATE] for row in found}
        ahead = {row[_REFERS] for row in found if row[_REFERS]} - seen
    return sorted(dates)


def gaps(connection: Connection, device: str) -> tuple[tuple[int, int], ...]:
    """Numbers of a device up to the highest ever seen here that are not in the file: first and last of each gap."""
    numbers = [n for (n,) in connection.rows("SELECT device_seq FROM entry WHERE device = ? ORDER BY 1", (device,))]
    ends = [*numbers, ledger.read_one(connection, device).last_seq + 1]
    return tuple((low + 1, high - 1) for low, high in zip([0, *numbers], ends, strict=True) if high > low + 1)


def _numbered(rows: list[tuple[object, ...]]) -> list[NumberedRow]:
    return [(int(str(row[0])), tuple(row[1:])) for row in rows]
