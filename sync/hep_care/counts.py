"""What each local date counts for: due, done, credit and shade.

Patient and clinic use this same code, so they arrive at the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from hep_care.credit import ALL, ItemState, counted, day_states, line_of, share_done
from hep_care.due import DayPlan, day_plan, held, start_of
from hep_care.entry import EXCUSING, EntryKind, Record
from hep_care.frozen import frozen
from hep_care.phases import Span, span_on
from hep_care.program import Prescription, Program
from hep_care.schedule import ScheduleKind, window_of

Records = Mapping[date, Sequence[Record]]
"""Records by the local date they count for."""


@frozen
class DayCount:
    """One local date in numbers."""

    day: date
    due: int = 0
    """Countable items; of "3 to 4 times a day" the three, and nothing that is excused."""
    done: int = 0
    """Countable items done in full."""
    units: Fraction = Fraction(0)
    """Sum of the shares of the countable items."""
    excused: bool = False
    """Everything that was due is excused; the day is left out of the score."""
    shown_up: bool = False
    """Some exercise was done, due or not."""

    @property
    def credit(self) -> Fraction | None:
        """From 0 to 1; None on a day with nothing countable."""
        if not self.due:
            return None
        return ALL if self.units == self.due else self.units / self.due

    @property
    def scheduled(self) -> bool:
        """Whether something countable was due, excused or not."""
        return self.due > 0 or self.excused

    @property
    def level(self) -> int:
        """Shade of the calendar, 0 to 4."""
        return heat_level(self.credit or Fraction(0))


def heat_level(credit: Fraction) -> int:
    """0 for nothing, else the quarter that a credit reaches, 1 to 4."""
    return min(4, ceil(4 * credit)) if credit else 0


@frozen
class Tally:
    """The items of one day with the numbers they make."""

    plan: DayPlan
    states: tuple[ItemState, ...]
    counted: frozenset[tuple[str, int | None]]
    count: DayCount

    def counts(self, state: ItemState) -> bool:
        """Whether this item is one of those the day's numbers are made of."""
        return (state.item.prescription.line, state.item.slot) in self.counted


@dataclass(slots=True)
class Counter:
    """Counts the days of one program. `today` is the patient's local date: windows that hold it are still open."""

    program: Program
    spans: tuple[Span, ...]
    records: Records
    today: date
    _missed: dict[tuple[str, date], frozenset[date]] = field(default_factory=dict)

    def tally(self, day: date) -> Tally:
        """One local date."""
        plan = day_plan(self.program, day, self.spans)
        states = day_states(plan, self.records.get(day, ()), self.program)
        in_count = counted(states) | self._quota_counted(plan, states)
        due, done, units, excused = 0, 0, Fraction(0), False
        for state in states:
            if (state.item.prescription.line, state.item.slot) in in_count:
                due, done, units = due + 1, done + (state.share == ALL), units + state.share
            elif state.excused and state.item.prescription.schedule.countable:
                excused = True
        missed = len(self._missed_on(plan))
        shown = any(_is_work(record) for record in self.records.get(day, ()))
        count = DayCount(day, due + missed, done, units, excused and due + missed == 0, shown)
        return Tally(plan, states, in_count, count)

    def count(self, day: date) -> DayCount:
        """One local date in numbers."""
        return self.tally(day).count

    def counts(self, first: date, last: date) -> list[DayCount]:
        """Local dates from `first` to `last`, inclusive."""
        return [self.count(first + timedelta(days=n)) for n in range((last - first).days + 1)]

    def _quota_counted(self, plan: DayPlan, states: Sequence[ItemState]) -> frozenset[tuple[str, int | None]]:
        """k-of-7 exercises with work on this day, while the window still asks for it."""
        kept = set()
        for state in states:
            p = state.item.prescription
            worked = state.share > 0 and not state.excused
            if p.schedule.kind is ScheduleKind.QUOTA and p.schedule.counts and worked:
                days = self.quota_days(p, plan.day)
                # The best `quota` days count, the earlier of two alike; more work is a bonus that never lowers.
                best = sorted(days, key=lambda day: (-self._best(p, day), day))
                if plan.day in best[: p.schedule.quota]:
                    kept.add((p.line, None))
        return frozenset(kept)

    def _best(self, prescription: Prescription, day: date) -> Fraction:
        return max(self._share(record, prescription) for record in self._of_line(prescription.line, day))

    def quota_days(self, prescription: Prescription, day: date) -> frozenset[date]:
        """The dates of this day's window with work on this lineage."""
        first, last = self.window(prescription, day)
        return frozenset(
            on
            for on in (first + timedelta(days=n) for n in range((last - first).days + 1))
            if any(_is_work(r) and self._share(r, prescription) > 0 for r in self._of_line(prescription.line, on))
        )

    def window(self, prescription: Prescription, day: date) -> tuple[date, date]:
        """First and last date of the k-of-7 window that holds `day`, counted from the program's start."""
        start = self.program.start or start_of(prescription, self.program, span_on(self.spans, day)) or day
        return window_of(prescription.schedule, day, start)

    def _missed_on(self, plan: DayPlan) -> list[Prescription]:
        return [
            item.prescription
            for item in plan.anytime
            if item.prescription.schedule.kind is ScheduleKind.QUOTA
            and item.prescription.schedule.counts
            and plan.day in self._missed_days(item.prescription, plan.day)
        ]

    def _missed_days(self, prescription: Prescription, day: date) -> frozenset[date]:
        """The free days on which a closed window's missing sessions are counted: its last ones."""
        first, last = self.window(prescription, day)
        key = (prescription.line, first)
        if key not in self._missed:
            self._missed[key] = self._find_missed(prescription.line, first, last) if last < self.today else frozenset()
        return self._missed[key]

    def _find_missed(self, line: str, first: date, last: date) -> frozenset[date]:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        asked = {day: p for day in days if (p := self._quota_on(line, day)) is not None}
        if not asked:
            return frozenset()
        wanted = asked[max(asked)].schedule.quota
        if len(asked) < len(days):
            # A window cut by the program's end or a change asks for its share, rounded in the patient's favour.
            wanted = wanted * len(asked) // len(days)
        worked = self.quota_days(asked[max(asked)], first)
        free = [day for day in asked if day not in worked and not self._excused(line, day)]
        missing = max(0, wanted - len(worked))
        return frozenset(sorted(free)[len(free) - missing :] if missing < len(free) else free)

    def _quota_on(self, line: str, day: date) -> Prescription | None:
        span = span_on(self.spans, day)
        plan = day_plan(self.program, day, self.spans)
        if plan.ended is not None or plan.begins is not None:
            return None
        return next(
            (
                p
                for p in self.program.in_force(day)
                if p.line == line and p.schedule.kind is ScheduleKind.QUOTA and held(p, day, span)
            ),
            None,
        )

    def _of_line(self, line: str, day: date) -> list[Record]:
        return [r for r in self.records.get(day, ()) if not r.retracted and line_of(r.entry, self.program) == line]

    def _excused(self, line: str, day: date) -> bool:
        return any(record.entry.reason in EXCUSING for record in self._of_line(line, day))

    def _share(self, record: Record, prescription: Prescription) -> Fraction:
        return share_done(record.entry, prescription.dose)


def _is_work(record: Record) -> bool:
    return (
        not record.retracted
        and record.entry.kind is EntryKind.COMPLETION
        and (share_done(record.entry) > 0 or bool(record.entry.sets))
    )
