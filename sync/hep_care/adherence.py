"""How steadily a program is kept: a score over due days, its state, and its arithmetic in words.

The score is a weighted mean of the credits of closed due days, in which a day's weight halves every
14 due days. Rest days, excused days and today (until it is complete) are left out. It begins at what was really done
instead of growing from zero, so two perfect weeks are 100, and one missed day after them is 90.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from hep_care.counts import DayCount
from hep_care.frozen import frozen

HALF_LIFE = 14
"""Due days after which a day weighs half."""
LEAST_DAYS = 4
"""Closed due days below which there is no score yet."""
ON_PLAN = 80
KEEPING_GOING = 50
RECENT = 7
RECENT_MISSES = 1
PAUSE_OUT_OF = 14
MISSED_BELOW = Fraction(1, 2)
"""A due day with less credit than this was missed."""


class State(StrEnum):
    """What the score means to a patient."""

    BUILDING = "building"
    ON_PLAN = "on-plan"
    KEEPING_GOING = "keeping-going"
    FIT = "lets-make-it-fit"
    PAUSED = "paused"


@frozen
class Term:
    """One due day in the score."""

    day: date
    credit: Fraction
    weight: float


@frozen
class Score:
    """How steadily a program was kept, as of one moment."""

    value: Decimal | None
    """0 to 100 with one decimal; None while building or paused."""
    state: State
    due_days: int
    """Closed due days."""
    done_days: int
    """Of these, the ones done in full."""
    days_shown_up: int
    """Days with any work at all; it only grows."""
    terms: tuple[Term, ...]
    """Newest first."""


def score(days: Sequence[DayCount], today: date) -> Score:
    """The score of a program, from its counted days in any order."""
    newest_first = sorted(days, key=lambda day: day.day, reverse=True)
    closed = [(d.day, credit) for d in newest_first if (credit := d.credit) is not None and _closed(d, credit, today)]
    terms = tuple(Term(day, credit, 0.5 ** (k / HALF_LIFE)) for k, (day, credit) in enumerate(closed))
    shown = sum(day.shown_up for day in days)
    done = sum(term.credit == 1 for term in terms)
    value = _value(terms)
    state = _state(value, terms, days, today)
    shown_value = None if state in (State.BUILDING, State.PAUSED) else value
    return Score(shown_value, state, len(terms), done, shown, terms)


def _closed(day: DayCount, credit: Fraction, today: date) -> bool:
    return day.day < today or (day.day == today and credit == 1)


def _value(terms: Sequence[Term]) -> Decimal | None:
    if not terms:
        return None
    weights = sum(term.weight for term in terms)
    mean = sum(term.weight * float(term.credit) for term in terms) / weights
    # The published figures were rounded at the second decimal first; 76.645 is 76.7 only so.
    return Decimal(str(100 * mean)).quantize(Decimal("0.01"), ROUND_HALF_UP).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _state(value: Decimal | None, terms: Sequence[Term], days: Sequence[DayCount], today: date) -> State:
    if _paused(days, today):
        return State.PAUSED
    if value is None or len(terms) < LEAST_DAYS:
        return State.BUILDING
    recent = sum(term.credit < MISSED_BELOW for term in terms[:RECENT])
    if value >= ON_PLAN or recent <= RECENT_MISSES:
        return State.ON_PLAN
    return State.KEEPING_GOING if value >= KEEPING_GOING else State.FIT


def _paused(days: Sequence[DayCount], today: date) -> bool:
    """More than half of the last 14 scheduled days were excused."""
    scheduled = sorted((d for d in days if d.scheduled and d.day <= today), key=lambda d: d.day)[-PAUSE_OUT_OF:]
    excused = sum(day.excused for day in scheduled)
    return 2 * excused > max(len(scheduled), 2 * LEAST_DAYS - 1)


STATE_WORDS = {
    State.BUILDING: "Building",
    State.ON_PLAN: "On plan",
    State.KEEPING_GOING: "Keeping it going",
    State.FIT: "Let's make it fit",
    State.PAUSED: "Paused",
}


def explain(score: Score) -> tuple[str, ...]:
    """How a score came about, in sentences a patient understands."""
    shown = f"You showed up on {_days(score.days_shown_up)}."
    if score.state is State.PAUSED:
        return ("Your score is paused: most of your last two weeks were excused, so there is nothing to count.", shown)
    if score.value is None:
        missing = LEAST_DAYS - score.due_days
        return (f"Your score begins after {_days(missing)} more on which something was due.", shown)
    lines = [
        f"You did everything on {score.done_days} of the {_days(score.due_days)} on which something was due.",
        "Each of those days counts for the share of it you did. A day weighs half as much as one 14 due days later,"
        " so what you do now matters most.",
        f"Together that makes {score.value} of 100: {STATE_WORDS[score.state].lower()}.",
        "Rest days and days you were ill, in pain or told to rest are left out. Today joins when it is complete.",
        shown,
    ]
    if score.state is State.ON_PLAN and score.value < ON_PLAN:
        lines.insert(3, "You are on plan because you missed at most one of your last seven days.")
    return tuple(lines)


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


@frozen
class Comeback:
    """A return after a gap, which matters more than the gap."""

    after: int
    """Due days without work before it."""
    on: date


def comeback(days: Sequence[DayCount], today: date) -> Comeback | None:
    """The newest return after at least three due days without work, if there was one."""
    gap, found = 0, None
    for day in sorted(days, key=lambda d: d.day):
        if day.day > today:
            break
        if day.shown_up:
            if gap >= 3:
                found = Comeback(gap, day.day)
            gap = 0
        elif day.due and day.day < today:
            gap += 1
    return found
