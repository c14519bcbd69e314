"""What this computer remembers about reminders: whether they are on, who calls, what came, and whether it was seen."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.locations import Places
from hep_tui.reminders.rules import Shown

LARGEST = 100_000
MOST_SHOWN = 50
"""The newest are kept; a day has fewer."""


@frozen
class Memory:
    """The file `reminders.json` of the state folder."""

    on: bool = False
    since: datetime | None = None
    """When they were turned on, or their times changed."""
    scheduler: str = ""
    """Who calls: `systemd`, `launchd`, `schtasks`, `cron`, or `by-hand`."""
    wakes: tuple[str, ...] = ()
    """The times at which it was told to call."""
    shown: tuple[Shown, ...] = ()
    """What came, oldest first."""
    last_call: datetime | None = None
    """When the scheduler last called, whatever came of it."""
    not_shown: str = ""
    """Why the last one that was due could not be shown, or nothing."""
    seen: bool | None = None
    """What the patient said when one was tried."""
    seen_at: datetime | None = None
    seen_by: str = ""
    """What showed it then."""

    def with_shown(self, one: Shown) -> Memory:
        """This and one more that came."""
        return replace(self, shown=(*self.shown, one)[-MOST_SHOWN:], not_shown="")

    @property
    def last_shown(self) -> datetime | None:
        """When the last one came."""
        return self.shown[-1].at if self.shown else None


def file_of(places: Places) -> Path:
    """Where it lies."""
    return places.state / "reminders.json"


def load(places: Places) -> Memory:
    """What is remembered; nothing where there is no file or it is damaged."""
    from json import loads

    file = file_of(places)
    try:
        if file.stat().st_size > LARGEST:
            return Memory()
        return _read(loads(file.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memory()


def _read(table: dict[str, Any]) -> Memory:
    return Memory(
        on=table["on"] is True,
        since=_moment(table["since"]),
        scheduler=plain_text(str(table["scheduler"]), limit=20),
        wakes=tuple(plain_text(str(at), limit=5) for at in table["wakes"]),
        shown=tuple(_shown(one) for one in table["shown"])[-MOST_SHOWN:],
        last_call=_moment(table["last_call"]),
        not_shown=plain_text(str(table["not_shown"]), limit=200),
        seen=table["seen"] if isinstance(table["seen"], bool) else None,
        seen_at=_moment(table["seen_at"]),
        seen_by=plain_text(str(table["seen_by"]), limit=40),
    )


def _shown(one: dict[str, Any]) -> Shown:
    at = _moment(one["at"])
    if at is None:
        raise ValueError("a reminder without its moment")
    return Shown(date.fromisoformat(one["day"]), time.fromisoformat(one["time"]), one["again"] is True, at)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its offset")
    return moment


def save(places: Places, memory: Memory) -> None:
    """Write it whole, mode 0600; raises `OSError` where that is not possible."""
    from json import dumps

    file = file_of(places)
    # Two processes may write at once: the lease of a call keeps calls apart, not a call and a command.
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as to:
            to.write(dumps(asdict(memory), default=_plain))
            to.flush()
            os.fsync(to.fileno())
        fresh.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def _plain(value: date | time) -> str:
    return value.isoformat()
