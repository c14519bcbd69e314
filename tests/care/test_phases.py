"""Which phase a local date belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from care.builders import START, by_day, done, exercise, on, program
from hep_care.counts import Counter
from hep_care.entry import Entry
from hep_care.phases import Span, next_phase, planned_end, span_on, spans
from hep_care.program import Advance, Phase, PhaseEntry, Program, Status

Share = Callable[[date, date, date], Fraction | None]


def share(value: Fraction | None) -> Share:
    """Every phase was done to this share."""
    return lambda first, last, known_before: value


ALL, LESS, HALF = share(Fraction(1)), share(Fraction(49, 100)), share(Fraction(1, 2))


def weeks(id: str, n: int, **more: Any) -> Phase:
    """A phase entered when the one before has lasted its weeks, and lasting n weeks itself."""
    return Phase(id, id, PhaseEntry.WEEKS, weeks=n, **more)


FIRST = weeks("one", 2)
SECOND = weeks("two", 2)


def ran(plan: Program, today: date, how: Share = ALL) -> list[tuple[str, date, date | None]]:
    """Id, first and last day of each phase begun by a date."""
    return [(span.phase.id, span.start, span.end) for span in spans(plan, today, how)]


def test_a_program_without_phases_has_none() -> None:
    """There is nothing to enter and nothing after it."""
    assert spans(program(), on(9), ALL) == ()
    assert next_phase(program(), None) is None


def test_the_first_phase_begins_with_the_program() -> None:
    """Its own start decides, and the program's start where it has none."""
    assert ran(program(phases=(FIRST, SECOND)), START) == [("one", START, None)]
    assert ran(program(phases=(replace(FIRST, start=on(3)),)), on(2)) == []


def test_a_phase_by_weeks_is_left_when_they_are_over() -> None:
    """Two weeks last 14 days; the next phase begins on the 15th, and not a day before."""
    plan = program(phases=(FIRST, SECOND))
    assert ran(plan, on(13)) == [("one", START, None)]
    assert ran(plan, on(14)) == [("one", START, on(13)), ("two", on(14), on(27))]
    assert planned_end(Span(FIRST, START)) == on(13)


def test_a_phase_holds_while_less_than_half_was_done() -> None:
    """Under half done the phase goes on, and says since when its weeks are over."""
    (span,) = spans(program(phases=(FIRST, SECOND)), on(40), LESS)
    assert (span.phase.id, span.end, span.held_since) == ("one", None, on(14))


@pytest.mark.parametrize("enough", [HALF, ALL, share(None)])
def test_half_is_enough(enough: Share) -> None:
    """Exactly half lets a phase go, and so does a phase in which nothing was due."""
    assert [id for id, _, _ in ran(program(phases=(FIRST, SECOND)), on(14), enough)] == ["one", "two"]


def test_a_calendar_phase_never_holds() -> None:
    """A phase that advances by the calendar is left on its day, whatever was done."""
    plan = program(phases=(replace(FIRST, advance=Advance.CALENDAR), SECOND))
    assert [id for id, _, _ in ran(plan, on(14), share(Fraction(0)))] == ["one", "two"]


def test_a_held_phase_is_left_on_the_day_after_half_was_reached() -> None:
    """The question is asked anew each morning, about everything since the phase began."""

    def caught_up(first: date, last: date, known_before: date) -> Fraction:
        return Fraction(1, 2) if known_before >= on(17) else Fraction(2, 5)

    plan = program(phases=(FIRST, SECOND))
    assert ran(plan, on(16), caught_up) == [("one", START, None)]
    assert ran(plan, on(20), caught_up) == [("one", START, on(16)), ("two", on(17), on(30))]


def test_a_phase_by_word_never_begins_by_itself() -> None:
    """A draft phase waits for the clinician however well the one before was done, first in the plan or later."""
    word = Phase("two", "two", status=Status.DRAFT, start=on(1))
    assert [id for id, _, _ in ran(program(phases=(FIRST, word)), on(300))] == ["one"]
    assert ran(program(phases=(replace(word, id="one"),)), on(300)) == []


def test_a_phase_begins_when_the_clinician_said_so() -> None:
    """Once entered, it begins on the day the clinician named, and the one before ends the day before."""
    word = Phase("two", "two", status=Status.ACTIVE, start=on(9))
    plan = program(phases=(Phase("one", "one"), word))
    assert ran(plan, on(8)) == [("one", START, None)]
    assert ran(plan, on(9)) == [("one", START, on(8)), ("two", on(9), None)]


def test_a_phase_by_date_begins_on_it() -> None:
    """A fixed start ends the phase before it, also where that has weeks left."""
    plan = program(phases=(FIRST, Phase("two", "two", PhaseEntry.DATE, start=on(5), end=on(9))))
    assert ran(plan, on(20)) == [("one", START, on(4)), ("two", on(5), on(9))]


def test_the_last_phase_ends_with_its_weeks() -> None:
    """There is no phase to hold for, so the last day of the last phase is known while it runs."""
    assert ran(program(phases=(FIRST,)), on(3), LESS) == [("one", START, on(13))]
    assert ran(program(phases=(FIRST,)), on(30), LESS) == [("one", START, on(13))]


def test_which_phase_a_date_lies_in() -> None:
    """Both ends of a phase belong to it; days before the first and after the last belong to none."""
    run = spans(program(phases=(FIRST, SECOND)), on(14), ALL)
    found = [span_on(run, day) for day in (on(-1), START, on(13), on(14), on(27), on(28))]
    assert [span.phase.id if span else None for span in found] == [None, "one", "one", "two", "two", None]


def test_the_next_phase() -> None:
    """The first phase comes next before any has begun; nothing comes after the last."""
    plan = program(phases=(FIRST, SECOND))
    assert next_phase(plan, None) == FIRST
    assert next_phase(plan, Span(FIRST, START)) == SECOND
    assert next_phase(plan, Span(SECOND, START)) is None


def share_by(entries: list[Entry], plan: Program) -> Share:
    """The share really done, by what was logged before a date."""

    def done_by(first: date, last: date, known_before: date) -> Fraction | None:
        known = [entry for entry in entries if entry.logged_at.date() < known_before]
        running = (Span(plan.phases[0], START),)
        counts = Counter(plan, running, by_day(known), known_before).counts(first, last)
        due = sum(count.due for count in counts)
        return sum((count.units for count in counts), Fraction(0)) / due if due else None

    return done_by


def test_work_added_late_never_moves_the_past() -> None:
    """Back-filled days let a held phase go from the next morning on, and leave the days before in it."""
    slr = exercise(phase="one")
    plan = program(slr, phases=(FIRST, SECOND))
    kept = [done(slr, on(n)) for n in range(5)]
    late = [done(slr, on(n), logged_at=done(slr, on(15)).logged_at) for n in range(5, 12)]
    before = spans(plan, on(15), share_by(kept, plan))
    after = spans(plan, on(16), share_by(kept + late, plan))
    assert [(s.phase.id, s.start) for s in before] == [("one", START)]
    assert [(s.phase.id, s.start, s.end) for s in after] == [("one", START, on(15)), ("two", on(16), on(29))]
