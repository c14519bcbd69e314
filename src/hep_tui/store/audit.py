"""Whether a file still holds exactly what was written to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from hep_care.frozen import frozen
from hep_tui.store import days, facts, ledger, resources
from hep_tui.store.connection import Connection
from hep_tui.store.errors import DamagedFile
from hep_tui.store.quarantine import Quarantined, set_aside
from hep_tui.store.rows import COLUMNS, BadRow, Row, verified

_ID = COLUMNS.index("id")


@frozen
class DamagedRow:
    """A row that is not what was written."""

    number: int
    why: str
    raw: str
    """The row as JSON."""


@frozen
class Loss:
    """Entries of one device that are gone, or are not the ones that were written."""

    device: str
    expected: int
    found: int


@frozen
class Findings:
    """What a look at every row found."""

    entries: int
    """Rows that are what was written."""
    structure: str
    """What SQLite says about the file: "ok", or its first complaint."""
    damaged: tuple[DamagedRow, ...] = ()
    losses: tuple[Loss, ...] = ()
    damaged_resources: tuple[int, ...] = ()
    damaged_days: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written."""
        kinds = (self.damaged, self.losses, self.damaged_resources, self.damaged_days)
        return self.structure == "ok" and not any(kinds)


def audit(connection: Connection) -> Findings:
    """Look at every row; nothing is changed. Raises `DamagedFile` where it cannot be read to its end."""
    findings = _look(connection)
    if findings.sound or connection.in_transaction:
        return findings
    # Another process may have written between two looks: only what is seen at one moment counts.
    with connection.snapshot():
        return _look(connection)


def _look(connection: Connection) -> Findings:
    # quick_check passes by indexes that disagree with their table, and then a day would miss its entries.
    structure = str(connection.scalar("PRAGMA integrity_check(1)"))
    damaged: list[DamagedRow] = []
    found = ledger.tallied(_good(facts.every(connection), damaged))
    expected = ledger.read(connection)
    losses = tuple(
        Loss(device, expected.get(device, ledger.Tally()).count, found.get(device, ledger.Tally()).count)
        for device in sorted({*expected, *found})
        if _sum(expected.get(device)) != _sum(found.get(device))
    )
    entries = sum(tally.count for tally in found.values())
    bad_resources = tuple(resources.read(connection)[1])
    bad_days = tuple(days.read(connection, None, None)[1])
    return Findings(entries, structure, tuple(damaged), losses, bad_resources, bad_days)


def _sum(tally: ledger.Tally | None) -> tuple[int, int]:
    return (tally.count, tally.digest) if tally else (0, 0)


def _good(rows: Iterator[facts.NumberedRow], damaged: list[DamagedRow]) -> Iterator[Row]:
    for number, row in rows:
        try:
            yield verified(row)
        except BadRow as why:
            damaged.append(DamagedRow(number, str(why), json.dumps(row, default=repr)))


def put_right(connection: Connection, now: datetime) -> Findings:
    """Move damaged rows into quarantine and note what is lost, so that the rest can be trusted; says what was found.

    Nothing is thrown away. A file whose structure is damaged is left as it is: raises `DamagedFile`.
    """
    findings = audit(connection)
    if findings.sound:
        return findings
    if findings.structure != "ok":
        raise DamagedFile(findings.structure.splitlines()[0])
    with connection.transaction():
        findings = _look(connection)
        for row in findings.damaged:
            set_aside(connection, Quarantined("entry-row", str(row.number), row.why, row.raw, now))
            connection.execute("DELETE FROM entry WHERE seq = ?", (row.number,))
        for number in findings.damaged_resources:
            _move_resource(connection, number, now)
        _note_losses(connection, findings, now)
        if findings.damaged or findings.damaged_days:
            connection.execute("DELETE FROM day_total")
            connection.execute("UPDATE derived_state SET generation = generation + 1, valid_through = NULL")
    return findings


def _move_resource(connection: Connection, number: int, now: datetime) -> None:
    (row,) = connection.rows("SELECT * FROM resource WHERE n = ?", (number,))
    raw = json.dumps(row, default=repr)
    set_aside(connection, Quarantined("resource-row", str(number), "the row is not what was written", raw, now))
    connection.execute("DELETE FROM resource WHERE n = ?", (number,))


def _note_losses(connection: Connection, findings: Findings, now: datetime) -> None:
    """Note losses beyond the damaged rows, and let the ledger say what is really here; numbers used stay used."""
    gone = sum(loss.expected - loss.found for loss in findings.losses)
    found = ledger.tallied(row for _, row in facts.every(connection))
    expected = ledger.read(connection)
    for loss in findings.losses:
        if gone != len(findings.damaged) or not findings.damaged:
            why = f"{loss.expected} entries expected, {loss.found} found"
            set_aside(connection, Quarantined("lost", loss.device, why, "", now))
        here, before = found.get(loss.device, ledger.Tally()), expected.get(loss.device, ledger.Tally())
        here.last_seq = max(here.last_seq, before.last_seq)
        here.last_logged_at = max(here.last_logged_at, before.last_logged_at)
        ledger.write(connection, loss.device, here)
