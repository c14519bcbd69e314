"""The programs of one patient over time: which one a local date belongs to, and what its days count for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hep_care.counts import Counter, DayCount, Tally
from hep_care.credit import line_of
from hep_care.day import DayRules, local_date
from hep_care.entry import Entry, Record, fold
from hep_care.frozen import frozen
from hep_care.phases import Span, spans
from hep_care.program import Program
from hep_care.schedule import ScheduleKind

_DAY = timedelta(days=1)
_READ_AT_ONCE = timedelta(days=365)

ReadRecords = Callable[[date, date], Mapping[date, Sequence[Record]]]
"""Records by local date, between two dates inclusive."""


@frozen
class Course:
    """One program and the dates it was the patient's program."""

    program: Program
    since: date
    until: date | None = None
    """Last date, inclusive; None is the present program."""

    def holds(self, day: date) -> bool:
        """Whether a local date belongs to it."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def counted(self) -> Program:
        """The program as its days are counted: one that was followed by another ended the day before."""
        if self.until is None or (self.program.end is not None and self.program.end <= self.until):
            return self.program
        return replace(self.program, end=self.until)

    @property
    def reach(self) -> timedelta:
        """How far work on one day can move the numbers of other days: the longest k-of-n window."""
        windows = (p.schedule.window_days for p in self.program.prescriptions if p.schedule.kind is ScheduleKind.QUOTA)
        return timedelta(days=max(windows, default=0))


def course_on(courses: Sequence[Course], day: date) -> Course | None:
    """The course a local date belongs to; days before the first one belong to nothing."""
    return next((course for course in reversed(courses) if course.holds(day)), None)


def by_date(records: Iterable[Record]) -> dict[date, list[Record]]:
    """Records grouped by the local date they count for."""
    grouped: dict[date, list[Record]] = {}
    for record in records:
        grouped.setdefault(record.entry.date, []).append(record)
    return grouped


def spans_of(course: Course, today: date, rules: DayRules, read: ReadRecords) -> tuple[Span, ...]:
    """The phases of a course that have begun by `today`."""

    known_shares: dict[tuple[date, date], Fraction | None] = {}

    def share(first: date, last: date, known_before: date) -> Fraction | None:
        if (first, last) not in known_shares:
            # The phase that began on `first` is taken as still running, however long ago its weeks were over.
            running = spans(course.program, first, share)
            records = _known(read(first, last), known_before, rules)
            counts = Counter(course.program, running, records, known_before).counts(first, last)
            due = sum(count.due for count in counts)
            known_shares[first, last] = sum((count.units for count in counts), Fraction(0)) / due if due else None
        return known_shares[first, last]

    return spans(course.program, today, share)


def _known(records: Mapping[date, Sequence[Record]], before: date, rules: DayRules) -> dict[date, list[Record]]:
    """What was already logged when a local date began, without the corrections that came later."""

    def known(entry: Entry) -> bool:
        # By the day it was where the patient was: travelling later moves no phase.
        return local_date(entry.logged_at, DayRules(entry.zone, rules.rollover_hour)) < before

    return {day: list(fold(e for record in here for e in record.log if known(e))) for day, here in records.items()}


def count_days(
    courses: Sequence[Course],
    first: date,
    last: date,
    today: date,
    rules: DayRules,
    read: ReadRecords,
    only: Mapping[str, Collection[str]] | None = None,
) -> list[DayCount]:
    """Local dates from `first` to `last`, each counted against the program of that date.

    `only` counts as if nothing else had been prescribed: the lineages that are meant, by the id of their program.
    """
    found: list[DayCount] = []
    for counter, begin, until in _counters(courses, first, last, today, rules, read, only):
        found += counter.counts(begin, until)
    return found


def tally_days(
    courses: Sequence[Course], first: date, last: date, today: date, rules: DayRules, read: ReadRecords
) -> list[Tally]:
    """Local dates from `first` to `last` with their items, each against the program of that date."""
    found: list[Tally] = []
    for counter, begin, until in _counters(courses, first, last, today, rules, read, None):
        found += [counter.tally(begin + n * _DAY) for n in range((until - begin).days + 1)]
    return found


def _counters(
    courses: Sequence[Course],
    first: date,
    last: date,
    today: date,
    rules: DayRules,
    read: ReadRecords,
    only: Mapping[str, Collection[str]] | None,
) -> Iterator[tuple[Counter, date, date]]:
    """What counts each stretch of local dates: of one program, and of a year at most."""
    for course in courses:
        begin = max(first, course.since)
        end = min(last, course.until or last)
        if begin > end:
            continue
        # The phases follow from the whole program, whatever is counted of it.
        program, known = course.counted, spans_of(course, end, rules, read)
        lines = only.get(program.id, ()) if only is not None else None
        # A year at a time: the records of ten years need a hundred megabytes, and more time than their parts.
        while begin <= end:
            until = min(end, begin + _READ_AT_ONCE)
            records = read(begin - course.reach, until + course.reach)
            here = Counter(program, known, records, today) if lines is None else None
            yield here or _counter_of(lines or (), program, known, records, today), begin, until
            begin = until + _DAY


def _counter_of(
    lines: Collection[str],
    program: Program,
    known: tuple[Span, ...],
    records: Mapping[date, Sequence[Record]],
    today: date,
) -> Counter:
    """Counts these lineages of a program and what was done for them."""
    # By the whole program: in a part of it work on another lineage of the same exercise would find a home here.
    mine = {day: [r for r in here if line_of(r.entry, program) in lines] for day, here in records.items()}
    part = replace(program, prescriptions=tuple(p for p in program.prescriptions if p.line in lines))
    return Counter(part, known, mine, today)
