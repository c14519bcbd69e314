"""A past that looks like a person's, for demonstrations and tests: how each day goes, and what of it is logged.

Everything is drawn from a generator the caller brings, so that one seed makes one past.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

from hep_care.credit import ItemState, ItemStatus
from hep_care.entry import PerformedSet, Reason, Source, Symptom
from hep_care.frozen import frozen
from hep_care.planned import as_planned
from hep_care.program import Prescription
from hep_care.schedule import ScheduleKind
from hep_care.symptoms import ceiling_of, scale_of

_ONE_DAY = timedelta(days=1)
_LEAST_FOR_A_BAD_WEEK = 14
SESSION_TIMES = (time(7, 20), time(12, 40), time(18, 30), time(21, 0))
LATE = time(6, 30)
"""When yesterday is logged late: before the first session of the new day."""
_NOTES = (
    "Easier than last week.",
    "Tired after work, took longer rests.",
    "Felt strong today.",
    "Did these with music.",
)
SMALL_REASONS = (Reason.NO_TIME, Reason.NO_EQUIPMENT, Reason.TRAVELLING)


@frozen
class Mood:
    """How one day goes."""

    share: float
    """Chance that a session is done."""
    pain: float
    """Typical reading while exercising."""
    short: float = 0.03
    """Chance that an exercise is cut short."""
    skipped: Reason | None = None
    """Everything is left out for this reason."""
    note: str = ""
    late: bool = False
    """Logged on the next morning."""


def moods(first: date, days: int, random: Random) -> list[Mood]:
    """How each of `days` days from `first` on goes: keen at first, slower at weekends, one bad week."""
    made = []
    for n in range(days):
        weekday = (first + n * _ONE_DAY).weekday()
        share = 0.98 - (0.18 if weekday == 5 else 0.08 if weekday == 6 else 0) - (0.02 if n > 7 else 0)
        note = random.choice(_NOTES) if random.random() < 0.08 else ""
        late = random.random() < 0.06 and n < days - 1
        made.append(Mood(share, 4 - 3 * n / max(days, 1), note=note, late=late))
    if days >= _LEAST_FOR_A_BAD_WEEK:
        bad = int(days * 0.55)
        pain = made[bad].pain
        week = (
            Mood(1, pain + 3, 0.8, note="Sore and stiff since the long walk yesterday."),
            Mood(1, pain + 3, skipped=Reason.PAIN),
            Mood(1, 0, skipped=Reason.ILL, note="A cold, in bed."),
            Mood(0, 0),
            Mood(1, pain + 1, 0.6, note="Back again, a short one."),
        )
        made[bad : bad + len(week)] = week[: days - bad]
    return made


def is_wanted(state: ItemState, day: date) -> bool:
    """Everything with a session; of "3 days in 7" three evenly spread days, and nothing that is as needed."""
    if state.item.slot is not None:
        return True
    schedule = state.item.prescription.schedule
    open_still = state.status is ItemStatus.TODO
    return schedule.kind is ScheduleKind.QUOTA and open_still and day.weekday() * schedule.quota % 7 < schedule.quota


def source_of(mood: Mood) -> Source:
    """How what is logged of such a day came to be known."""
    return Source.TYPED if mood.late else Source.LIVE


def sets_of(p: Prescription, mood: Mood, random: Random, new_id: Callable[[], str]) -> tuple[PerformedSet, ...]:
    """The sets as planned or, on a bad day, without the last ones or with fewer repetitions in the last one."""
    sets = as_planned(p.dose, new_id, source_of(mood))
    if random.random() >= mood.short or not sets:
        return sets
    if len(sets) > 1 and random.random() < 0.5:
        return sets[: max(1, len(sets) - random.choice((1, 2)))]
    last = sets[-1]
    fewer = replace(last, reps=max(1, last.reps - random.choice((2, 3)))) if last.reps and last.reps > 1 else last
    return (*sets[:-1], fewer)


def symptoms_of(p: Prescription, mood: Mood, random: Random) -> tuple[Symptom, ...]:
    """A reading now and then, on the scale the exercise is asked about; seldom above what its plan allows."""
    rule = p.symptom_rule
    if not (rule and rule.asks) and random.random() > 0.35:
        return ()
    scale = scale_of(p)
    value = min(10, max(0, round(mood.pain + random.choice((-1, 0, 0, 1)))))
    ceiling = ceiling_of(p, scale)
    if ceiling is not None and value > ceiling and mood.short < 0.5:
        value = ceiling
    return (Symptom(value, scale),)
