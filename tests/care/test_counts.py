"""What each day counts for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import START, TWICE, counter, days_of, done, entry, exercise, on, program, quota, retracted, skipped
from hep_care.counts import DayCount, heat_level
from hep_care.entry import Entry, EntryKind, Reason
from hep_care.program import Program, Status
from hep_care.schedule import Schedule, ScheduleKind, Slot

SLR, WALK = exercise("slr", TWICE), exercise("walk")
KNEE = program(SLR, WALK)
FIVE = exercise("walk", quota(5))
WEEKLY = program(FIVE)


def first(entries: list[Entry], plan: Program = KNEE) -> DayCount:
    """The first day in numbers, a day later."""
    return counter(plan, entries, on(1)).count(START)


def worked(*days: int) -> list[Entry]:
    """The quota exercise done on some days."""
    return [done(FIVE, on(n), slot=None) for n in days]


def credits(entries: list[Entry], today: int, plan: Program = WEEKLY) -> dict[int, Fraction]:
    """Credit of each due day by its number."""
    return {n: day.credit for n, day in enumerate(days_of(plan, entries, on(today))) if day.credit is not None}


def test_due_and_done_count_items() -> None:
    """Twice a day and once a day are three items; one of them done is a third."""
    count = first([done(SLR, START)])
    assert (count.due, count.done, count.credit) == (3, 1, Fraction(1, 3))
    assert count.shown_up


def test_credit_is_the_mean_over_exercise_and_slot() -> None:
    """A full item, two thirds of another and nothing of a third are five ninths."""
    count = first([done(SLR, START), done(WALK, START, reps=(10, 10))])
    assert (count.done, count.credit) == (1, Fraction(5, 9))


def test_a_day_without_anything_due_has_no_credit() -> None:
    """A rest day is neither good nor bad, also with extra work on it, which still is showing up."""
    plan = program(exercise(schedule=Schedule(every_days=2)))
    day = counter(plan, [done(plan.prescriptions[0], on(1), slot=None)], on(5)).count(on(1))
    assert (day.due, day.credit, day.shown_up, day.level, day.scheduled) == (0, None, True, 0, False)


def test_what_is_excused_leaves_both_sides() -> None:
    """With one of three items excused the day is counted over the other two."""
    count = first([done(SLR, START), skipped(WALK, START, Reason.ILL)])
    assert (count.due, count.done, count.credit, count.excused) == (2, 1, Fraction(1, 2), False)


def test_a_wholly_excused_day_is_left_out() -> None:
    """With everything excused the day has no credit and says why; it stays a scheduled day."""
    count = first([skipped(p, START, Reason.ILL, slot) for p, slot in ((SLR, 1), (SLR, 2), (WALK, 1))])
    assert (count.due, count.credit, count.excused, count.scheduled) == (0, None, True, True)


@pytest.mark.parametrize("reason", [Reason.NO_TIME, Reason.TRAVELLING, Reason.NO_EQUIPMENT, Reason.UNSURE_HOW])
def test_other_reasons_do_not_excuse(reason: Reason) -> None:
    """Without time, equipment or certainty, and on a journey, a due item stays due."""
    assert first([skipped(WALK, START, reason)]).due == 3


def test_habits_and_uncounted_exercises_stay_outside() -> None:
    """Hourly, as-needed and uncounted exercises are neither due nor done in numbers, and still are showing up."""
    pump = exercise("pump", Schedule(ScheduleKind.HOURLY))
    ice = exercise("ice", Schedule(ScheduleKind.AS_NEEDED))
    extra = exercise("extra", Schedule(counts=False))
    plan = program(WALK, pump, ice, extra)
    count = first([done(p, START, slot) for p, slot in ((pump, None), (ice, None), (extra, 1))], plan)
    assert (count.due, count.done, count.shown_up) == (1, 0, True)


def test_of_three_to_four_three_are_all() -> None:
    """Three done of three to four are 1, the fourth adds nothing, and two are two thirds."""
    often = exercise(schedule=Schedule(slots=(Slot(),) * 4, least=3))
    plan = program(often)
    shares = [first([done(often, START, slot=n) for n in range(1, k + 1)], plan).credit for k in range(5)]
    assert shares == [0, Fraction(1, 3), Fraction(2, 3), 1, 1]


def test_the_best_sessions_of_a_range_count() -> None:
    """A half session beside three full ones costs nothing."""
    often = exercise(schedule=Schedule(slots=(Slot(),) * 4, least=3))
    entries = [done(often, START, slot=1, reps=(10,)), *(done(often, START, slot=n) for n in (2, 3, 4))]
    assert first(entries, program(often)).credit == 1


def test_two_completions_of_one_slot_are_one() -> None:
    """The best of them counts, and nothing is counted twice."""
    count = first([done(WALK, START), done(WALK, START)])
    assert (count.done, count.units) == (1, 1)


def test_withdrawn_work_is_neither_done_nor_showing_up() -> None:
    """After a withdrawal the day is as if nothing had been logged."""
    wrong = done(WALK, START)
    assert first([wrong, retracted(wrong)]) == first([])


def test_symptoms_and_skips_are_not_showing_up() -> None:
    """Only work is."""
    assert not first([entry(EntryKind.SYMPTOM, START), skipped(WALK, START, Reason.ILL)]).shown_up


@pytest.mark.parametrize(
    ("credit", "level"),
    [
        (Fraction(0), 0), (Fraction(1, 100), 1), (Fraction(1, 4), 1), (Fraction(26, 100), 2), (Fraction(1, 2), 2),
        (Fraction(51, 100), 3), (Fraction(3, 4), 3), (Fraction(76, 100), 4), (Fraction(99, 100), 4), (Fraction(1), 4),
    ],
)  # fmt: skip
def test_the_shade_of_a_day(credit: Fraction, level: int) -> None:
    """Nothing is 0, and any work at least 1; above that a shade for each quarter begun."""
    assert heat_level(credit) == level


def test_the_past_is_counted_by_the_revision_of_its_day() -> None:
    """A day before a change keeps its three items, and the day of the change has the new one."""
    old = exercise("slr-1", Schedule(slots=(Slot(),) * 3), lineage="slr", valid_to=on(1), status=Status.REVOKED)
    new = exercise("slr-2", lineage="slr", valid_from=on(2))
    assert [day.due for day in days_of(program(old, new), [], on(3))] == [3, 3, 1, 1]


def test_a_quota_day_with_work_is_a_due_day() -> None:
    """In an open window days with work are due and done, and no other day is due."""
    assert credits(worked(0, 2, 3), today=6) == {0: 1, 2: 1, 3: 1}


def test_missing_sessions_fall_on_the_last_free_days() -> None:
    """Three of five leave two days of credit 0 on the last days without work, once the window closes."""
    assert credits(worked(0, 2, 6), today=7) == {0: 1, 2: 1, 4: 0, 5: 0, 6: 1}


def test_a_quota_that_is_met_misses_nothing() -> None:
    """Five days of seven, whichever they are, leave two free."""
    assert credits(worked(0, 1, 4, 5, 6), today=7) == dict.fromkeys((0, 1, 4, 5, 6), 1)


@pytest.mark.parametrize("most", [None, 6])
def test_more_than_the_quota_is_a_bonus(most: int | None) -> None:
    """A sixth and seventh day are showing up and count neither as due nor as done; a range asks for its lower end."""
    p = exercise("walk", quota(5, most))
    entries = [done(p, on(n), slot=None) for n in range(7)]
    days = days_of(program(p), entries, on(7))
    assert sum(day.due for day in days) == sum(day.done for day in days) == 5
    assert all(day.shown_up for day in days[:7])


def test_the_best_days_of_a_quota_count() -> None:
    """Work added late on an early day does not push a better day out."""
    entries = [*worked(1, 2, 3, 4, 5), done(FIVE, START, slot=None, reps=(1, 0, 0))]
    assert credits(entries, today=7) == dict.fromkeys((1, 2, 3, 4, 5), 1)


def test_two_sessions_of_one_day_are_one_day_of_a_quota() -> None:
    """Any five days means days: twice on Monday leaves four to go."""
    assert sum(credits(worked(0, 0, 1, 2, 3), today=7).values()) == 4


def test_a_week_of_illness_misses_nothing() -> None:
    """There is no free day left on which a session could have been missed."""
    ill = [skipped(FIVE, on(n), Reason.ILL, None) for n in range(7)]
    assert credits(ill, today=7) == {}


def test_excused_days_are_not_free() -> None:
    """A missing session falls on a day that was not excused."""
    entries = [*worked(0, 1, 2, 3), skipped(FIVE, on(6), Reason.PAIN, None)]
    assert credits(entries, today=7) == {0: 1, 1: 1, 2: 1, 3: 1, 5: 0}


def test_windows_count_from_the_start_of_the_program() -> None:
    """A program from a Wednesday has its window to the next Tuesday, closed on Wednesday."""
    plan = program(FIVE, start=on(2))
    assert credits(worked(3, 8), today=8, plan=plan) == {3: 1, 8: 1}
    assert credits(worked(3, 8), today=9, plan=plan) == {3: 1, 5: 0, 6: 0, 7: 0, 8: 1}


def test_a_window_cut_by_the_end_asks_for_its_share() -> None:
    """Three days of a week of five ask for two of them, rounded for the patient."""
    assert credits([], today=9, plan=program(FIVE, end=on(2))) == {1: 0, 2: 0}


def test_a_quota_the_clinic_does_not_count_is_never_missed() -> None:
    """An uncounted quota leaves no due days, worked or not."""
    p = exercise("walk", Schedule(ScheduleKind.QUOTA, slots=(), quota=5, counts=False))
    assert credits([done(p, START, slot=None)], today=14, plan=program(p)) == {}


def test_what_a_quota_has_so_far() -> None:
    """The days of the window with work can be told, and so can the window."""
    count = counter(WEEKLY, worked(0, 2, 9), on(9))
    assert count.quota_days(FIVE, on(5)) == {on(0), on(2)}
    assert count.window(FIVE, on(9)) == (on(7), on(13))


SOME_WORK = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 30)), max_size=20)


@given(SOME_WORK, st.integers(0, 13), st.integers(1, 40))
def test_more_work_never_lowers_a_day(work: list[tuple[int, int]], day: int, reps: int) -> None:
    """One more completion lowers the credit of no day, and lifts none over 1."""
    entries = [done(WALK, on(n), reps=(amount,)) for n, amount in work]
    before = days_of(program(WALK), entries, on(14))
    after = days_of(program(WALK), [*entries, done(WALK, on(day), reps=(reps,))], on(14))
    for old, new in zip(before, after, strict=True):
        assert new.credit is not None
        assert (old.credit or 0) <= new.credit <= 1


@given(SOME_WORK, st.integers(0, 13), st.integers(1, 40))
def test_more_work_never_lowers_a_week(work: list[tuple[int, int]], day: int, reps: int) -> None:
    """One more session never lowers what a quota's weeks add up to, and never lifts them over the quota."""
    entries = [done(FIVE, on(n), slot=None, reps=(amount,)) for n, amount in work]
    before = days_of(WEEKLY, entries, on(14))
    after = days_of(WEEKLY, [*entries, done(FIVE, on(day), slot=None, reps=(reps,))], on(14))
    for week in (slice(0, 7), slice(7, 14)):
        assert sum(d.units for d in before[week]) <= sum(d.units for d in after[week]) <= 5
        assert sum(d.due for d in before[week]) == sum(d.due for d in after[week]) == 5


@given(st.sets(st.integers(0, 27)), st.integers(1, 7))
def test_a_closed_window_has_exactly_its_quota_of_due_days(days: set[int], k: int) -> None:
    """Worked and missed days of a closed week are the quota together; done ones are as many as were worked."""
    p = exercise("walk", quota(k))
    counts = days_of(program(p), [done(p, on(n), slot=None) for n in days], on(28))
    for week in range(4):
        here = counts[7 * week : 7 * week + 7]
        assert sum(day.due for day in here) == k
        assert sum(day.done for day in here) == min(k, sum(7 * week <= n < 7 * week + 7 for n in days))
