"""What a reminder says: kind, short, and never a reproach."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState
from hep_care.dose_text import minutes_text
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Timings
from hep_tui.routines import routine_for
from hep_tui.settings import Settings

DISCREET = "Time for a short break."
WELCOME = "Ten minutes to start?"
_LONGEST_NAME = 60


@frozen
class Words:
    """A notice: one line, and under it another or nothing."""

    title: str
    body: str = ""


@frozen
class Day:
    """What the words are about."""

    names: tuple[str, ...]
    """The sessions of the day, in order; empty texts where they have no name."""
    timings: Timings
    away: bool = False
    again: bool = False


def notice_words(left: Sequence[ItemState], day: Day, settings: Settings) -> Words:
    """The notice for what is left."""
    if settings.remind_discreetly:
        return Words(DISCREET)
    title = WELCOME if day.away else "Still time for your exercises" if day.again else "Time for your exercises"
    return Words(title, work_text(left, day, settings))


def nudge_line(left: Sequence[ItemState], day: Day, settings: Settings) -> str:
    """One line for a terminal that has just opened."""
    if settings.remind_discreetly:
        return DISCREET
    work = work_text(left, day, settings)
    return f"{WELCOME} {work} · hep-tui" if day.away else f"{work} · hep-tui"


def work_text(left: Sequence[ItemState], day: Day, settings: Settings) -> str:
    """When, what and how long: "After brushing my teeth: Quad set and 2 more, 8 min"."""
    if not left:
        return ""
    first = left[0].item
    # Each dose is done by itself, so what they take adds up.
    seconds = sum(compile_dose(state.item.prescription.dose, day.timings).total_seconds for state in left)
    name = plain_text(first.prescription.name, limit=_LONGEST_NAME)
    more = f" and {len(left) - 1} more" if len(left) > 1 else ""
    when = _when(first.slot, first.prescription.exercise, day, settings)
    length = "" if day.away else f", {minutes_text(seconds)}"
    return f"{when}: {name}{more}{length}" if when else f"{name}{more}{length}"


def _when(slot: int | None, exercise: str, day: Day, settings: Settings) -> str:
    if slot is None:
        return _sentence(routine_for(settings, "", exercise) or "")
    name = day.names[slot - 1] if slot <= len(day.names) else ""
    alone = len(day.names) == 1
    said = routine_for(settings, name or f"Session {slot}", exercise)
    return _sentence(said or plain_text(name, limit=_LONGEST_NAME) or ("" if alone else f"Session {slot}"))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
