"""Moments, plans and days from which reminders are decided in tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from care.builders import START, counter, done, exercise, program
from hep_care.credit import ItemState
from hep_care.day import DayRules, local_date
from hep_care.entry import Entry
from hep_care.program import Program
from hep_care.schedule import Schedule, Slot
from hep_tui.reminders.rules import Facts, Plan, decide

CHICAGO = DayRules("America/Chicago")
THRICE = Schedule(slots=(Slot("morning"), Slot("midday"), Slot("evening")))
QUAD = exercise("quad", THRICE, name="Quad set")
KNEE = program(QUAD)
TIMES = (time(7, 30), time(12, 30), time(18, 30))
PLAN = Plan(TIMES, 60, time(21, 30), time(6, 30))
NIGHT = Plan((time(2, 30),), 0, time(0), time(0))
"""A time that clocks skip and repeat, and no quiet hours."""


def wall(text: str, zone: str = "America/Chicago", fold: int = 0) -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def facts(now: datetime, entries: Sequence[Entry] = (), plan: Program = KNEE, **more: Any) -> Facts:
    """How things stand at a moment."""
    rules = more.pop("rules", CHICAGO)
    day = local_date(now, rules)
    last = max((entry.logged_at for entry in entries if entry.date == day), default=None)
    return Facts(now, rules, counter(plan, entries, day).tally(day), last_logged=last, **more)


def logged(slot: int, at: str, day: date = START) -> Entry:
    """The quad set done in a session of the day, at a time on the wall."""
    return done(QUAD, day, slot, logged_at=wall(f"{day.isoformat()}T{at}"))


def left() -> tuple[ItemState, ...]:
    """Three exercises of the morning."""
    names = (("quad", "Quad set"), ("slide", "Heel slide"), ("prop", "Heel prop"))
    plan = program(*(exercise(id, THRICE, name=name) for id, name in names))
    return decide(facts(wall("2026-03-02T07:30"), plan=plan), PLAN, ()).left
