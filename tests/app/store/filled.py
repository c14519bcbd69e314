"""Entries and files for the tests of the patient's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from hep_care.dose import Dose, Kind, Load, LoadKind, Side
from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, Source, Symptom
from hep_tui.locations import Places, find_places
from hep_tui.store.connection import Connection
from hep_tui.store.store import Store

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


def places_in(folder: Path, profile: str = "me") -> Places:
    """The places of a profile under one folder."""
    return find_places(profile, {"HEP_TUI_HOME": str(folder)})


def new_id(n: int) -> str:
    """The uuid of the nth entry."""
    return str(UUID(int=n))


def completion(n: int, device: str, *, day: date = TODAY, id: str | None = None, note: str = "") -> Entry:
    """The nth completion of a device, with a little of everything in it."""
    sets = tuple(
        PerformedSet(f"{n}-{side.value}", 1, side, reps=10, load=Load(LoadKind.KG, Decimal("2.5")), planned=10)
        for side in (Side.LEFT, Side.RIGHT)
    )
    return Entry(
        id=id or new_id(n),
        kind=EntryKind.COMPLETION,
        date=day,
        zone="America/Chicago",
        at=NOW + timedelta(seconds=n),
        logged_at=NOW + timedelta(seconds=n),
        device=device,
        device_seq=n,
        prescription="rx-1",
        prescription_version="1",
        exercise="slr",
        dose=Dose(Kind.REPS, sets=1, reps=10, side=Side.EACH),
        slot=1,
        status=Outcome.COMPLETE,
        sets=sets,
        symptoms=(Symptom(2),),
        note=note,
        private_note=f"for my eyes: {n}",
        source=Source.LIVE,
    )


def correction(n: int, device: str, of: str, *, day: date = TODAY, kind: EntryKind = EntryKind.AMENDMENT) -> Entry:
    """An entry that corrects or withdraws another one."""
    moment = NOW + timedelta(seconds=n)
    return Entry(new_id(n), kind, day, "UTC", moment, moment, device, n, refers_to=of, why="a typing mistake")


def build(store: Store, count: int = 1, *, day: date = TODAY, start: int = 0) -> Callable[[int], Sequence[Entry]]:
    """What makes the next `count` completions of this device; ids continue from `start`, or from the number."""
    return lambda n: [
        completion(n + k, store.device, day=day, id=new_id(start + k) if start else None) for k in range(count)
    ]


def fill(store: Store, count: int) -> tuple[Entry, ...]:
    """Save this many completions, one commit each."""
    return tuple(store.append(build(store))[0] for _ in range(count))


def changed_row(path: Path, sql: str) -> None:
    """Change a closed file as a failing disk would: past the triggers that keep facts from being changed."""
    with Connection(path) as connection:
        triggers = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        with connection.transaction():
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(sql)
            for _, made in triggers:
                connection.execute(made)
