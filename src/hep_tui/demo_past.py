"""A past that looks like a person's, for demonstrations and tests: mostly done, with a bad week and a comeback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from hep_care.blocks import compile_dose
from hep_care.credit import ItemState
from hep_care.day import resolve_wall, zone_named
from hep_care.entry import EntryKind, Source, Symptom, When
from hep_care.made_past import (
    LATE,
    SESSION_TIMES,
    SMALL_REASONS,
    Mood,
    is_wanted,
    moods,
    sets_of,
    source_of,
    symptoms_of,
)
from hep_tui.clock import Clock
from hep_tui.diary import Diary
from hep_tui.diary.drafts import Said, completion, skip
from hep_tui.diary.writing import Draft, new_id

SEED = 7
_ONE_DAY = timedelta(days=1)


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
        here = [s for s in tally.states if (s.item.slot or 1) == number and is_wanted(s, day)]
        if not here or random.random() >= mood.share:
            continue
        begin = SESSION_TIMES[min(number, len(SESSION_TIMES)) - 1]
        clock = _at(diary.clock, day, begin, random.randrange(-15, 40))
        drafts, ended = _session(here, day, mood, clock.now(), random)
        diary.clock = _at(clock, day + _ONE_DAY, LATE) if mood.late else replace(clock, pinned=ended)
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


def _session(
    here: list[ItemState], day: date, mood: Mood, begin: datetime, random: Random
) -> tuple[list[Draft], datetime]:
    """What is logged of one session, and when it ended; the note stands with its last exercise."""
    drafts = []
    at = begin
    for n, state in enumerate(here, 1):
        p = state.item.prescription
        note = mood.note if n == len(here) and state.item.slot in (1, None) else ""
        small = random.choice(SMALL_REASONS) if random.random() < 0.008 else None
        if reason := mood.skipped or small:
            drafts.append(replace(skip(p, day, state.item.slot, reason, note), source=source_of(mood)))
            continue
        ended = at + timedelta(seconds=compile_dose(p.dose).total_seconds)
        sets = sets_of(p, mood, random, new_id)
        said = Said(symptoms_of(p, mood, random), random.choice((3, 4, 4, 5, 5, 6)), note)
        draft = completion(p, day, state.item.slot, sets or None, said)
        drafts.append(
            replace(draft, source=source_of(mood), at=None if mood.late else at, ended=None if mood.late else ended)
        )
        at = ended + timedelta(seconds=15)
    return drafts, at
