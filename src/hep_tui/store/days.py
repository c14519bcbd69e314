"""Day totals, which can be thrown away and counted again, and from which day on they must be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import lru_cache

from hep_care.counts import DayCount
from hep_care.frozen import frozen
from hep_tui.store.connection import Connection
from hep_tui.store.rows import Row, seal


@frozen
class Derived:
    """How far the day totals can be trusted."""

    generation: int
    """Grows with everything that may change a total."""
    valid_through: date | None = None
    """Last local date that was counted; None before the first count."""
    dirty_from: date | None = None
    """First local date whose total may be wrong; None where all are right."""


def state(connection: Connection) -> Derived:
    """How far the day totals can be trusted."""
    ((generation, through, dirty),) = connection.rows("SELECT generation, valid_through, dirty_from FROM derived_state")
    return Derived(generation, _date(through), _date(dirty))


def mark_dirty(connection: Connection, first: date) -> None:
    """Note, in the open transaction, that totals from this local date on may be wrong."""
    connection.execute(
        "UPDATE derived_state SET generation = generation + 1, dirty_from = min(coalesce(dirty_from, '~'), ?)",
        (first.isoformat(),),
    )


def read(connection: Connection, first: date | None, last: date | None) -> tuple[list[DayCount], list[str]]:
    """The totals of these local dates, both inclusive, in order, and the dates whose rows are not what was written."""
    rows = connection.rows(
        "SELECT date, due, done, units, excused, shown_up, seal FROM day_total "
        "WHERE date BETWEEN ? AND ? ORDER BY date",
        (first.isoformat() if first else "", last.isoformat() if last else "~"),
    )
    good, bad = [], []
    for row in rows:
        day, due, done, units, excused, shown, sealed = row
        if seal(row[:-1]) == sealed:
            good.append(DayCount(date.fromisoformat(day), due, done, _units(units), bool(excused), bool(shown)))
        else:
            bad.append(str(day))
    return good, bad


def replace(connection: Connection, totals: Iterable[DayCount], first: date, last: date, generation: int) -> bool:
    """Put new totals of `first` to `last`, both inclusive, in the open transaction; those after them are dropped.

    What comes after `last` was counted on a later day than this, by a clock that was set back since. False, with
    nothing changed, where something that counts was added since `generation` was read.
    """
    before = state(connection)
    if before.generation != generation:
        return False
    connection.execute("DELETE FROM day_total WHERE date >= ?", (first.isoformat(),))
    connection.execute_many(
        "INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?, ?)", [(*row, seal(row)) for row in map(_row, totals)]
    )
    dirty = before.dirty_from if before.dirty_from is not None and before.dirty_from < first else None
    connection.execute(
        "UPDATE derived_state SET valid_through = ?, dirty_from = ?",
        (last.isoformat(), dirty.isoformat() if dirty else None),
    )
    return True


# Ten years hold a few hundred different sums, and reading a fraction from text is the slowest part of a row.
_units = lru_cache(maxsize=1000)(Fraction)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(total: DayCount) -> Row:
    flags = int(total.excused), int(total.shown_up)
    return (total.day.isoformat(), total.due, total.done, str(total.units), *flags)
