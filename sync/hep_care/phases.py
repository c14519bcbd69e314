"""Which phase of a program a local date belongs to.

A phase that lasts a number of weeks is left when they are over; where the plan says so it holds while
less than half of it was done, and the app offers a question to the therapist. A phase entered by the
clinician's word never begins by itself. What decides is only what was known at the start of the day, so that
work added late never moves the past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from hep_care.frozen import frozen
from hep_care.program import Advance, Phase, PhaseEntry, Program, Status

HALF = Fraction(1, 2)
_MOST_HELD_DAYS = 366

ShareDone = Callable[[date, date, date], Fraction | None]
"""Share of the due work of a phase done between two local dates, by what was logged before the third date.

None means that nothing was due."""


@frozen
class Span:
    """One phase as it really ran: from `start` to `end`, both inclusive; None is still running."""

    phase: Phase
    start: date
    end: date | None = None
    held_since: date | None = None
    """The date on which its weeks were over, where it goes on because less than half of it was done."""

    def holds(self, day: date) -> bool:
        """Whether a local date lies in it."""
        return self.start <= day and (self.end is None or day <= self.end)


def spans(program: Program, today: date, share_done: ShareDone) -> tuple[Span, ...]:
    """The phases that have begun by `today`, in order; empty for a program without phases."""
    run: list[Span] = []
    for phase in program.phases:
        start = _start(phase, run, program, today, share_done)
        if start is None or start > today:
            break
        if run:
            run[-1] = _ended(run[-1], start - timedelta(days=1))
        run.append(Span(phase, start, phase.end))
    if run and run[-1].end is None:
        run[-1] = _close_last(run[-1], program, today, share_done)
    return tuple(run)


def span_on(spans: tuple[Span, ...], day: date) -> Span | None:
    """The phase a local date belongs to."""
    return next((span for span in reversed(spans) if span.holds(day)), None)


def next_phase(program: Program, current: Span | None) -> Phase | None:
    """The phase after the current one."""
    if current is None:
        return program.phases[0] if program.phases else None
    ids = [phase.id for phase in program.phases]
    at = ids.index(current.phase.id) + 1
    return program.phases[at] if at < len(ids) else None


def planned_end(span: Span) -> date | None:
    """The last day of a phase that lasts a number of weeks."""
    weeks = span.phase.weeks
    return None if weeks is None else span.start + timedelta(days=7 * weeks - 1)


def _ended(span: Span, last: date) -> Span:
    return Span(span.phase, span.start, last, span.held_since)


def _start(phase: Phase, run: list[Span], program: Program, today: date, share_done: ShareDone) -> date | None:
    if phase.entry is PhaseEntry.WORD and phase.status is Status.DRAFT:
        return None
    if not run:
        return phase.start or program.start
    if phase.entry is PhaseEntry.WEEKS:
        return _left_on(run[-1], today, share_done)
    return phase.start


def _left_on(span: Span, today: date, share_done: ShareDone) -> date | None:
    """The first day after a phase by weeks, or None while it holds."""
    end = planned_end(span)
    if end is None:
        return None
    day = end + timedelta(days=1)
    if span.phase.advance is Advance.CALENDAR:
        return day
    for _ in range(_MOST_HELD_DAYS):
        if day > today:
            return None
        share = share_done(span.start, day - timedelta(days=1), day)
        if share is None or share >= HALF:
            return day
        day += timedelta(days=1)
    return None


def _close_last(span: Span, program: Program, today: date, share_done: ShareDone) -> Span:
    end = planned_end(span)
    if end is None:
        return span
    after = next_phase(program, span)
    if after is None:
        # Known beforehand, so that days to come after it are not shown as due.
        return Span(span.phase, span.start, end)
    if end >= today:
        return span
    if after.entry is PhaseEntry.WEEKS:
        return Span(span.phase, span.start, None, held_since=end + timedelta(days=1))
    return span
