"""A past that looks like a person's, for demonstrations and tests: mostly done, with a bad week and a comeback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState, ItemStatus
from hep_care.day import resolve_wall, zone_named
from hep_care.entry import EntryKind, PerformedSet, Reason, Source, Symptom, When
from hep_care.frozen import frozen
from hep_care.planned import as_planned
from hep_care.program import Prescription
from hep_care.schedule import ScheduleKind
from hep_tui.clock import Clock
from hep_tui.diary import Diary
from hep_tui.diary.ceilings import ceiling_of, scale_of
from hep_tui.diary.drafts import Said, completion, skip
from hep_tui.diary.writing import Draft, new_id

SEED = 7
_ONE_DAY = timedelta(days=1)
_LEAST_FOR_A_BAD_WEEK = 14
_SESSION_TIMES = (time(7, 20), time(12, 40), time(18, 30), time(21, 0))
_LATE = time(6, 30)
"""When yesterday is logged late: before the first session of the new day."""
_NOTES = (
    "Easier than last week.",
    "Tired after work, took longer rests.",
    "Felt strong today.",
    "Did these with music.",
)
_SMALL_REASONS = (Reason.NO_TIME, Reason.NO_EQUIPMENT, Reason.TRAVELLING)


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


def make_past(diary: Diary, days: int, seed: int = SEED) -> int:
    """Log the `days` days before today as a person would have; returns how many entries that made.

    Every entry carries the times it would have had and is marked as made under a pinned clock.
    """
    random = Random(seed)  # noqa: S311  nothing secret is drawn from it
    clock, today = diary.clock, diary.today
    first = today - days * _ONE_DAY
    saved = 0
    try:
        with diary.store.transaction():
            for n, mood in enumerate(moods(first, days, random)):
                saved += _log_day(diary, first + n * _ONE_DAY, mood, random)
    finally:
        diary.clock = clock
        diary.forget()
    return saved


def _log_day(diary: Diary, day: date, mood: Mood, random: Random) -> int:
    diary.clock = _at(diary.clock, day, time(23))
    tally = diary.tally(day)
    saved = 0
    for number in sorted({state.item.slot or 1 for state in tally.states}):
        here = [s for s in tally.states if (s.item.slot or 1) == number and _wanted(s, day)]
        if not here or random.random() >= mood.share:
            continue
        begin = _SESSION_TIMES[min(number, len(_SESSION_TIMES)) - 1]
        clock = _at(diary.clock, day, begin, random.randrange(-15, 40))
        drafts, ended = _session(here, day, mood, clock.now(), random)
        diary.clock = _at(clock, day + _ONE_DAY, _LATE) if mood.late else replace(clock, pinned=ended)
        saved += len(diary.log(*drafts))
    if mood.pain > 6 or (mood.pain > 4 and mood.skipped):
        diary.clock = _at(diary.clock, day, time(22, 30))
        felt = Symptom(round(mood.pain), when=When.AFTER)
        saved += len(diary.log(Draft(EntryKind.SYMPTOM, day, symptoms=(felt,), source=Source.LIVE)))
    return saved


def _at(clock: Clock, day: date, at: time, minutes: int = 0) -> Clock:
    """The clock of a person at a wall time of a day."""
    wall = datetime.combine(day, at) + timedelta(minutes=minutes)
    return replace(clock, pinned=resolve_wall(wall, zone_named(clock.zone)))


def _wanted(state: ItemState, day: date) -> bool:
    """Everything with a session; of "3 days in 7" three evenly spread days, and nothing that is as needed."""
    if state.item.slot is not None:
        return True
    schedule = state.item.prescription.schedule
    open_still = state.status is ItemStatus.TODO
    return schedule.kind is ScheduleKind.QUOTA and open_still and day.weekday() * schedule.quota % 7 < schedule.quota


def _session(
    here: list[ItemState], day: date, mood: Mood, begin: datetime, random: Random
) -> tuple[list[Draft], datetime]:
    """What is logged of one session, and when it ended; the note stands with its last exercise."""
    drafts = []
    at = begin
    for n, state in enumerate(here, 1):
        p = state.item.prescription
        note = mood.note if n == len(here) and state.item.slot in (1, None) else ""
        small = random.choice(_SMALL_REASONS) if random.random() < 0.008 else None
        if reason := mood.skipped or small:
            drafts.append(replace(skip(p, day, state.item.slot, reason, note), source=_source(mood)))
            continue
        ended = at + timedelta(seconds=compile_dose(p.dose).total_seconds)
        sets = _sets(p, mood, random)
        said = Said(_symptoms(p, mood, random), random.choice((3, 4, 4, 5, 5, 6)), note)
        draft = completion(p, day, state.item.slot, sets or None, said)
        drafts.append(
            replace(draft, source=_source(mood), at=None if mood.late else at, ended=None if mood.late else ended)
        )
        at = ended + timedelta(seconds=15)
    return drafts, at


def _source(mood: Mood) -> Source:
    return Source.TYPED if mood.late else Source.LIVE


def _sets(p: Prescription, mood: Mood, random: Random) -> tuple[PerformedSet, ...]:
    """The sets as planned or, on a bad day, without the last ones or with fewer repetitions in the last one."""
    sets = as_planned(p.dose, new_id, _source(mood))
    if random.random() >= mood.short or not sets:
        return sets
    if len(sets) > 1 and random.random() < 0.5:
        return sets[: max(1, len(sets) - random.choice((1, 2)))]
    last = sets[-1]
    fewer = replace(last, reps=max(1, last.reps - random.choice((2, 3)))) if last.reps and last.reps > 1 else last
    return (*sets[:-1], fewer)


def _symptoms(p: Prescription, mood: Mood, random: Random) -> tuple[Symptom, ...]:
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
