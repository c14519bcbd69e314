"""One exercise through all the years: what was prescribed under its name, and what its days count for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hep_care.counts import DayCount, Tally
from hep_care.courses import count_days
from hep_care.credit import line_of
from hep_care.entry import Record
from hep_care.frozen import frozen

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary


@frozen
class Exercise:
    """Everything prescribed under one name, of whatever program; a lineage that was renamed brings its older names."""

    name: str
    lines: Mapping[str, frozenset[str]]
    """The lineages that are meant, by the id of their program."""
    present: bool
    """Whether the present program has it."""


def exercises(diary: Diary) -> tuple[Exercise, ...]:
    """Every exercise that was ever prescribed: those of the present program in its order, then the former ones."""
    names: dict[str, str] = {}
    lines: dict[str, dict[str, set[str]]] = {}
    now: set[str] = set()
    present = diary.course()
    for course in reversed(diary.courses()):
        newest: dict[str, str] = {}
        for p in course.program.prescriptions:
            newest[p.line] = p.name
        for line, name in newest.items():
            key = " ".join(name.split()).casefold()
            names.setdefault(key, name)
            lines.setdefault(key, {}).setdefault(course.program.id, set()).add(line)
            if course is present:
                now.add(key)
    found = (
        Exercise(name, {program: frozenset(here) for program, here in lines[key].items()}, key in now)
        for key, name in names.items()
    )
    return tuple(sorted(found, key=lambda one: not one.present))


def count_one(diary: Diary, exercise: Exercise, first: date, last: date) -> list[DayCount]:
    """Local dates in numbers as if this had been the only exercise, by the same rules as the whole."""
    return count_days(diary.courses(), first, last, diary.today, diary.rules, diary.counted, exercise.lines)


def only_of(diary: Diary, exercise: Exercise, tally: Tally, records: Iterable[Record]) -> tuple[Tally, list[Record]]:
    """The items of a day and what was logged on it, of this exercise alone; the day's numbers stay those of the whole."""
    course = diary.course(tally.plan.day) or diary.course()
    lines = exercise.lines.get(course.program.id, frozenset()) if course else frozenset()
    states = tuple(state for state in tally.states if state.item.prescription.line in lines)
    return replace(tally, states=states), [r for r in records if course and line_of(r.entry, course.program) in lines]
