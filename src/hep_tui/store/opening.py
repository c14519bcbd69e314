"""Opens the patient's file: folders, file, schema, device, and what the patient should know about them."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from functools import partial

from hep_care.frozen import frozen
from hep_tui.locations import EFFECTIVE_IDS, NotWritable, Places
from hep_tui.store import health, identity, ledger
from hep_tui.store.connection import BUSY_S, GIVE_UP_S, Connection, Waiting, create_file
from hep_tui.store.errors import NoFileYet
from hep_tui.store.identity import Memory, Notice, NoticeKind
from hep_tui.store.migrations import bring_up_to_date

CLOCK_SLACK = timedelta(minutes=5)
"""How far the clock may be behind the last entry before it is doubted."""


@frozen
class Patience:
    """How long a locked file is waited for, in seconds."""

    busy_s: float = BUSY_S
    """Before `on_wait` is told, and between two tellings."""
    give_up_s: float = GIVE_UP_S


Opened = tuple[Connection, Memory, tuple[Notice, ...]]


def open_file(
    places: Places, now: datetime, create: bool, readonly: bool, on_wait: Waiting | None, patience: Patience
) -> Opened:
    """The open file, who it says we are, and what the patient should know; raises as `Store.open` says."""
    notices: tuple[Notice, ...] = ()
    if not readonly:
        readonly, notices = _prepare(places)
    problem = health.looked_at(places)
    if isinstance(problem, NoFileYet) and create and not readonly:
        create_file(places.database)
    elif problem is not None:
        raise problem
    connection = Connection(
        places.database, readonly=readonly, busy_s=patience.busy_s, give_up_s=patience.give_up_s, on_wait=on_wait
    )
    try:
        if not readonly:
            connection.rollback_journal()
        bring_up_to_date(connection, now, partial(_copy_before, connection, places, now))
        memory, more = _settled(connection, places)
        more += _clock_doubt(connection, now)
    except BaseException:
        connection.close()
        raise
    return connection, memory, notices + more


def _copy_before(connection: Connection, places: Places, now: datetime, version: int) -> None:
    from hep_tui.store.backup import backup_before_migration

    backup_before_migration(connection, places, now)(version)


def _prepare(places: Places) -> tuple[bool, tuple[Notice, ...]]:
    """Make the folders; where that fails and there is a file, it can still be viewed."""
    try:
        places.make()
    except NotWritable as why:
        if not os.path.isfile(places.database):  # noqa: PTH113  the method of a path raises where it may not look
            raise
        return True, (Notice(NoticeKind.VIEW_ONLY, f"You can look, but nothing can be saved: {why}"),)
    if places.database.is_file() and not os.access(places.database, os.W_OK, effective_ids=EFFECTIVE_IDS):
        return True, (Notice(NoticeKind.VIEW_ONLY, "You can look, but nothing can be saved: your file is read-only."),)
    return False, ()


def _settled(connection: Connection, places: Places) -> tuple[Memory, tuple[Notice, ...]]:
    if connection.readonly:
        return identity.of_file(connection), ()
    return identity.settle(connection, places.memory)


def _clock_doubt(connection: Connection, now: datetime) -> tuple[Notice, ...]:
    newest = max((tally.last_logged_at for tally in ledger.read(connection).values()), default="")
    if not newest or now >= datetime.fromisoformat(newest) - CLOCK_SLACK:
        return ()
    day = newest[:10]
    sentence = f"The clock of this computer is behind your last entry ({day}); what you do is saved, check the date."
    return (Notice(NoticeKind.CLOCK_BEHIND, sentence),)
