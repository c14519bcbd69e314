"""How steadily a program is kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import START, TWICE, done, exercise, on, program, quota, score_of, skipped
from hep_care.adherence import Comeback, Score, State, comeback, explain, score
from hep_care.counts import DayCount
from hep_care.entry import Entry, Reason
from hep_care.schedule import Schedule

EXCUSED = None


def counted(credits: Sequence[float | Fraction | None]) -> list[DayCount]:
    """One item a day, done by this share; None is an excused day."""
    return [
        DayCount(on(n), excused=True)
        if credit is EXCUSED
        else DayCount(on(n), 1, int(credit == 1), Fraction(credit), shown_up=credit > 0)
        for n, credit in enumerate(credits)
    ]


def after(credits: Sequence[float | Fraction | None]) -> Score:
    """The score on the morning after these days."""
    return score(counted(credits), on(len(credits)))


def pattern(text: str) -> list[int]:
    """One credit a digit."""
    return [int(digit) for digit in text]


@pytest.mark.parametrize(
    ("credits", "wanted"),
    [
        ([1] * 4, "100.0"),
        ([1] * 7, "100.0"),
        ([1] * 14, "100.0"),
        ([1] * 365, "100.0"),
        ([1] * 14 + [0], "90.8"),
        ([1] * 14 + [0, 1], "91.6"),
        ([1] * 30 + [0] * 7, "65.1"),
        ([1] * 30 + [0] * 7 + [1] * 7, "76.7"),
        ([0.5] * 28, "50.0"),
        (pattern("1110110" * 4), "69.3"),
        ([1] * 14 + [EXCUSED] * 7, "100.0"),
        ([0] * 28, "0.0"),
    ],
)
def test_published_values(credits: Sequence[float | None], wanted: str) -> None:
    """The score of known histories, to one decimal."""
    assert after(credits).value == Decimal(wanted)


def test_four_of_five_for_four_weeks() -> None:
    """A quota missed once a week, on the last free day of its week, scores 78.0."""
    p = exercise("walk", quota(5))
    entries = [done(p, on(7 * week + day), slot=None) for week in range(4) for day in range(4)]
    result = score_of(program(p), entries, on(28))
    assert (result.value, result.due_days, result.done_days) == (Decimal("78.0"), 20, 16)


def test_rest_days_are_left_out() -> None:
    """Every other day kept for two weeks is seven due days and a full score."""
    p = exercise(schedule=Schedule(every_days=2))
    result = score_of(program(p), [done(p, on(n)) for n in range(0, 14, 2)], on(14))
    assert (result.value, result.due_days) == (100, 7)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_below_four_due_days_there_is_no_score(n: int) -> None:
    """It is building, whatever was done; the plain count is there from the first day."""
    result = after([1] * n)
    assert (result.value, result.state, result.due_days, result.done_days) == (None, State.BUILDING, n, n)


def test_today_joins_when_it_is_complete() -> None:
    """Half of today neither lowers nor lifts; all of it counts at once, and what is left counts after rollover."""
    kept = counted([1] * 14)
    assert score([*kept, DayCount(on(14), 2, 0)], on(14)).terms == score(kept, on(14)).terms
    assert score([*kept, DayCount(on(14), 2, 1, Fraction(1), shown_up=True)], on(14)).due_days == 14
    assert score([*kept, DayCount(on(14), 2, 2, Fraction(2), shown_up=True)], on(14)).due_days == 15
    assert score([*kept, DayCount(on(14), 2, 1, Fraction(1), shown_up=True)], on(15)).value == Decimal("95.4")


def test_days_to_come_are_not_counted() -> None:
    """A due day in the future is neither done nor missed."""
    assert score(counted([1] * 4 + [0] * 10), on(4)).value == 100


@pytest.mark.parametrize(
    ("credits", "state"),
    [
        ([1] * 14, State.ON_PLAN),
        ([0] * 14 + [1] * 6 + [0], State.ON_PLAN),
        ([0] * 14 + [1] * 5 + [0] * 2, State.FIT),
        ([1] * 30 + [0] * 7, State.KEEPING_GOING),
        ([1] * 60 + [0, 1] * 3, State.ON_PLAN),
        ([0] * 10, State.FIT),
        ([1] * 12 + [0, 0], State.ON_PLAN),
    ],
)
def test_states(credits: Sequence[float], state: State) -> None:
    """On plan from 80 or with at most one of the last seven missed; from 50 it keeps going; below it is made to fit."""
    assert after(credits).state is state


def test_one_of_the_last_seven_may_be_missed_below_eighty() -> None:
    """A patient who came back is on plan at once, and the explanation says why."""
    result = after([0] * 14 + [1] * 6 + [0])
    assert result.value is not None
    assert result.value < 80
    assert result.state is State.ON_PLAN
    assert any("at most one of your last seven" in line for line in explain(result))


@pytest.mark.parametrize(("excused", "paused"), [(7, False), (8, True), (14, True)])
def test_more_than_half_of_two_weeks_excused_is_a_pause(excused: int, paused: bool) -> None:
    """Of the last 14 scheduled days exactly half excused still counts; one more and there is no number."""
    result = after([1] * (30 - excused) + [EXCUSED] * excused)
    assert (result.state is State.PAUSED) == paused
    assert (result.value is None) == paused


def test_a_pause_ends_with_the_days_after_it() -> None:
    """When half of the last 14 scheduled days count again the score goes on from where it was."""
    assert after([1] * 20 + [EXCUSED] * 14 + [1] * 6).state is State.PAUSED
    assert after([1] * 20 + [EXCUSED] * 14 + [1] * 7).value == 100


def test_the_terms_are_the_arithmetic() -> None:
    """The newest due day comes first and weighs 1; fourteen due days back a day weighs half."""
    terms = after([1] * 14 + [0]).terms
    assert (terms[0].day, terms[0].credit, terms[0].weight) == (on(14), 0, 1.0)
    assert terms[14].weight == pytest.approx(0.5)
    mean = sum(t.weight * float(t.credit) for t in terms) / sum(t.weight for t in terms)
    assert round(100 * mean, 1) == 90.8


def test_back_filled_days_count_again() -> None:
    """A missed day added within its window lifts the score to what it would have been."""
    p = exercise()
    kept = [done(p, on(n)) for n in range(14)]
    late = done(p, on(14), logged_at=done(p, on(16)).logged_at)
    done_late = done(p, on(15))
    assert score_of(program(p), [*kept, done_late], on(16)).value == Decimal("91.6")
    assert score_of(program(p), [*kept, done_late, late], on(16)).value == 100


def test_days_shown_up_only_grow() -> None:
    """Any work is showing up, also on rest days, and nothing takes one away."""
    p = exercise()
    plan = program(p)
    history = [done(p, on(0)), skipped(p, on(1), Reason.ILL), done(p, on(2), reps=(1,)), done(p, on(3), slot=None)]
    shown = [score_of(plan, history[:n], on(5)).days_shown_up for n in range(5)]
    assert shown == [0, 1, 1, 2, 3]


def test_coming_back_matters_more_than_the_gap() -> None:
    """The newest return after at least three due days without work is remembered, with the gap before it."""
    assert comeback(counted(pattern("11000010")), on(8)) == Comeback(4, on(6))
    assert comeback(counted(pattern("110010")), on(6)) is None
    assert comeback(counted([1, 0, 0, EXCUSED, 0, 1]), on(6)) == Comeback(3, on(5))
    assert comeback(counted(pattern("1000")), on(4)) is None


def test_the_explanation_has_the_counts_and_the_score() -> None:
    """The plain count leads, the score and its state follow, and the days shown up close it."""
    lines = explain(after([1] * 12 + [0, 0]))
    assert "12 of the 14 days" in lines[0]
    assert any("81.1 of 100: on plan" in line for line in lines)
    assert lines[-1] == "You showed up on 12 days."


def test_the_explanation_without_a_score() -> None:
    """While building it says how many due days are missing, and while paused why there is no number."""
    assert explain(after([1] * 3))[0].startswith("Your score begins after 1 day more")
    assert "paused" in explain(after([1] * 4 + [EXCUSED] * 14))[0]


CREDITS = st.lists(st.fractions(0, 1), min_size=4, max_size=60)


@given(st.integers(4, 400))
def test_any_number_of_perfect_days_is_100(n: int) -> None:
    """The score begins at what was really done and does not grow from zero."""
    assert after([1] * n).value == 100


@given(CREDITS)
def test_a_score_is_between_the_worst_and_the_best_day(credits: list[Fraction]) -> None:
    """A mean never leaves the range of what it is the mean of."""
    value = after(credits).value
    assert value is not None
    assert Decimal("0") <= value <= Decimal("100")
    assert float(min(credits)) * 100 - 0.1 <= float(value) <= float(max(credits)) * 100 + 0.1


@given(CREDITS, st.data())
def test_doing_more_of_a_day_never_lowers_the_score(credits: list[Fraction], data: st.DataObject) -> None:
    """A greater credit on any day leaves the score the same or greater."""
    at = data.draw(st.integers(0, len(credits) - 1))
    more = [*credits[:at], data.draw(st.fractions(credits[at], 1)), *credits[at + 1 :]]
    low, high = after(credits).value, after(more).value
    assert low is not None
    assert high is not None
    assert low <= high


@given(CREDITS, st.integers(0, 60))
def test_excused_days_change_no_value(credits: list[Fraction], at: int) -> None:
    """An excused day between others moves nothing; a paused score has no value to compare."""
    without = after(credits)
    with_one = after([*credits[:at], EXCUSED, *credits[at:]])
    assert (with_one.value, with_one.due_days) == (without.value, without.due_days)


@given(CREDITS, st.randoms(use_true_random=False))
def test_the_order_of_counted_days_does_not_matter(credits: list[Fraction], shuffler: Random) -> None:
    """Days may come in any order."""
    days = counted(credits)
    shuffled = list(days)
    shuffler.shuffle(shuffled)
    assert score(shuffled, on(len(days))) == score(days, on(len(days)))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 2), st.integers(0, 40)), max_size=30))
def test_extra_work_never_lowers_the_score_nor_lifts_it_over_100(work: list[tuple[int, int, int]]) -> None:
    """Logging one thing after the other, in or out of a session, never lowers the score of a past day."""
    p = exercise(schedule=TWICE)
    entries: list[Entry] = [
        done(p, on(day), slot if amount % 5 else None, reps=(amount,)) for day, slot, amount in work
    ]
    prefixes = accumulate(([one] for one in entries), initial=[])
    values = [score_of(program(p), prefix, on(21)).value for prefix in prefixes]
    assert all(value is not None for value in values)
    assert values == sorted(values)  # type: ignore[type-var]
    assert values[-1] is not None
    assert values[-1] <= 100


def test_a_start_with_nothing_due_is_building() -> None:
    """A program on its first morning has no score and no terms."""
    assert score_of(program(exercise()), [], START) == Score(None, State.BUILDING, 0, 0, 0, ())
