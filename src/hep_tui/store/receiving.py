"""Takes in entries that were made elsewhere, or here before something was lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from hep_care.entry import Entry
from hep_tui.store import days, facts, quarantine
from hep_tui.store.audit import put_right
from hep_tui.store.connection import Connection
from hep_tui.store.quarantine import Quarantined
from hep_tui.store.resources import Added
from hep_tui.store.rows import COLUMNS, BadRow, Origin, Row, to_row, verified

_ID, _DEVICE, _PAYLOAD, _SHA = (COLUMNS.index(name) for name in ("id", "device", "payload", "sha256"))
_BATCH = 1000


def add_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Add rows, in the open transaction, and note which day totals they may change."""
    if not rows:
        return
    facts.insert(connection, rows)
    days.mark_dirty(connection, date.fromisoformat(facts.root_dates(connection, rows)[0]))


def receive(connection: Connection, entries: Iterable[Entry], now: datetime) -> Added:
    """Add entries with the device and number they have, all in one transaction.

    An id that is here already is known; with other content it is a clash, and what came goes to the quarantine.
    """
    new = known = 0
    clashes: list[str] = []
    arriving = iter(entries)
    with connection.transaction():
        while batch := {entry.id: to_row(entry, Origin.IMPORT) for entry in islice(arriving, _BATCH)}:
            here = _here(connection, list(batch), now)
            fresh = [row for id, row in batch.items() if id not in here]
            different = [id for id, sha in here.items() if batch[id][_SHA] != sha]
            for id in different:
                why = "another content under the same id"
                quarantine.set_aside(connection, Quarantined("entry", id, why, batch[id][_PAYLOAD], now))
            add_rows(connection, fresh)
            _settle(connection, fresh, now)
            new, known = new + len(fresh), known + len(here) - len(different)
            clashes += different
    return Added(new, known, tuple(clashes))


def _here(connection: Connection, ids: list[str], now: datetime) -> dict[str, str]:
    """Digests of the sound rows with these ids; a damaged one makes room for the content that arrives."""
    try:
        return {row[_ID]: verified(row)[_SHA] for _, row in facts.by_ids(connection, ids)}
    except BadRow:
        put_right(connection, now)
    return {row[_ID]: verified(row)[_SHA] for _, row in facts.by_ids(connection, ids)}


def _settle(connection: Connection, fresh: Sequence[Row], now: datetime) -> None:
    """Note which damaged rows and which losses these rows make good."""
    waiting = quarantine.waiting(connection)
    ids = {row[_ID] for row in fresh}
    whole = [thing.ref for thing in waiting if thing.what == "entry-row" and json.loads(thing.raw)[_ID] in ids]
    quarantine.settle(connection, "entry-row", whole, now)
    lost = {thing.ref for thing in waiting if thing.what == "lost"} & {row[_DEVICE] for row in fresh}
    made_good = [device for device in lost if not facts.gaps(connection, device)]
    quarantine.settle(connection, "lost", made_good, now)
