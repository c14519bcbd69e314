"""On which days an exercise is due."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import START, on
from hep_care.schedule import Schedule, ScheduleKind, Slot, is_due, sessions_due, window_of

TWO = (Slot("morning"), Slot("evening"))


def due_days(schedule: Schedule, n: int = 28, start: date = START) -> list[int]:
    """The due ones of the first n days."""
    return [k for k in range(n) if is_due(schedule, on(k), start)]


def test_daily_is_due_every_day_from_its_start() -> None:
    """A plain schedule is due on every day from its start and on none before."""
    assert due_days(Schedule(), 7) == [0, 1, 2, 3, 4, 5, 6]
    assert not is_due(Schedule(), on(-1), START)


def test_weekdays_are_mondays_from_zero() -> None:
    """Monday, Wednesday, Friday are the days 0, 2 and 4 of a week that begins on a Monday."""
    assert due_days(Schedule(weekdays=(0, 2, 4)), 14) == [0, 2, 4, 7, 9, 11]


def test_every_second_day_counts_from_the_start() -> None:
    """The parity of every other day is that of the stored start."""
    assert due_days(Schedule(every_days=2), 8) == [0, 2, 4, 6]
    assert due_days(Schedule(every_days=2), 8, start=on(1)) == [1, 3, 5, 7]


def test_an_anchor_outranks_the_start() -> None:
    """A named anchor keeps the rhythm while the start keeps the first day, on either side of it."""
    assert due_days(Schedule(every_days=3, anchor=on(-1)), 9) == [2, 5, 8]
    assert due_days(Schedule(every_days=2, anchor=on(3)), 9) == [3, 5, 7]


def test_alternate_weeks_begin_on_monday() -> None:
    """Every second week counts Monday weeks, so a start on Wednesday has the Monday of the second week after."""
    assert due_days(Schedule(weekdays=(0, 4), every_weeks=2), 28) == [0, 4, 14, 18]
    assert due_days(Schedule(weekdays=(0, 4), every_weeks=2), 28, start=on(2)) == [4, 14, 18]


def test_alternate_weeks_without_weekdays_are_due_on_any_day_of_them() -> None:
    """Every second week with no weekday named is due on all days of that week and none of the next."""
    assert due_days(Schedule(every_weeks=2), 21) == [0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20]


def test_an_interval_with_weekdays_keeps_both() -> None:
    """Every third day, and of those the Mondays only, comes every 21 days."""
    assert due_days(Schedule(every_days=3, weekdays=(0,)), 43) == [0, 21, 42]


def test_a_rule_that_never_comes_true_is_never_due() -> None:
    """Every seventh day from a Monday, Tuesdays only, is answered with no and does not search forever."""
    assert due_days(Schedule(every_days=7, weekdays=(1,)), 60) == []


def test_single_dates_are_the_only_due_ones() -> None:
    """Given dates replace every rule, and one before the start is not due."""
    schedule = Schedule(dates=(on(-2), on(3), on(9)), every_days=2)
    assert due_days(schedule, 28) == [3, 9]
    assert not is_due(schedule, on(-2), START)


def test_a_count_counts_sessions_and_not_days() -> None:
    """Five sessions of twice a day end with one session on the third day."""
    schedule = Schedule(slots=TWO, count=5)
    assert [sessions_due(schedule, on(k), START) for k in range(5)] == [2, 2, 1, 0, 0]


def test_a_count_skips_rest_days() -> None:
    """Six sessions every other day are the days 0 to 10."""
    assert due_days(Schedule(every_days=2, count=6)) == [0, 2, 4, 6, 8, 10]


def test_a_count_of_nothing_is_never_due() -> None:
    """A count of zero asks for nothing."""
    assert due_days(Schedule(count=0)) == []


def test_two_times_of_day_are_two_slots() -> None:
    """07:00 and 20:30 make two sessions, not the four that a rule of hours and minutes would."""
    schedule = Schedule(slots=(Slot(at=time(7)), Slot(at=time(20, 30))))
    assert schedule.sessions == 2
    assert sessions_due(schedule, START, START) == 2


@pytest.mark.parametrize("kind", [k for k in ScheduleKind if k is not ScheduleKind.DAYS])
def test_only_days_have_sessions(kind: ScheduleKind) -> None:
    """Quotas, hourly, as-needed and unsupported timings have no sessions and are due on no single day."""
    schedule = Schedule(kind, slots=TWO, quota=3)
    assert schedule.sessions == schedule.least_sessions == 0
    assert due_days(schedule) == []


@pytest.mark.parametrize("kind", list(ScheduleKind))
def test_what_can_count_toward_adherence(kind: ScheduleKind) -> None:
    """Days and quotas count unless the clinic says otherwise; habits, as-needed and unsupported never do."""
    assert Schedule(kind).countable == (kind in (ScheduleKind.DAYS, ScheduleKind.QUOTA))
    assert not Schedule(kind, counts=False).countable


def test_least_sessions_of_a_range() -> None:
    """Three to four times a day asks for three; a minimum above the slots asks for the slots."""
    assert Schedule(slots=TWO * 2, least=3).least_sessions == 3
    assert Schedule(slots=TWO, least=9).least_sessions == 2
    assert Schedule(slots=TWO).least_sessions == 2


def test_windows_begin_at_the_start() -> None:
    """Seven-day windows count from the start whatever weekday it was, so the first week is whole."""
    schedule = Schedule(ScheduleKind.QUOTA, quota=5)
    wednesday = on(2)
    assert window_of(schedule, wednesday, wednesday) == (on(2), on(8))
    assert window_of(schedule, on(8), wednesday) == (on(2), on(8))
    assert window_of(schedule, on(9), wednesday) == (on(9), on(15))


def test_windows_of_other_lengths() -> None:
    """Three in 14 days is one window of 14 days."""
    assert window_of(Schedule(ScheduleKind.QUOTA, quota=3, window_days=14), on(20), START) == (on(14), on(27))


@given(st.integers(2, 9), st.integers(0, 400), st.integers(0, 8))
def test_every_n_days_does_not_depend_on_where_one_looks_from(n: int, ahead: int, offset: int) -> None:
    """Whether a day is due follows from its distance to the start alone, however far away it is."""
    schedule = Schedule(every_days=n, offset=offset)
    assert is_due(schedule, on(ahead), START) == (ahead >= offset and (ahead - offset) % n == 0)


@given(st.integers(1, 9), st.integers(0, 300), st.integers(1, 60))
def test_a_later_first_day_never_moves_an_anchored_rhythm(n: int, ahead: int, later: int) -> None:
    """With an anchor, a start that comes later hides days before it and changes none after it."""
    schedule = Schedule(every_days=n, anchor=START)
    day = on(later + ahead)
    assert is_due(schedule, day, on(later)) == is_due(schedule, day, START)


@given(st.integers(2, 6), st.integers(0, 400))
def test_complementary_offsets_take_turns(n: int, ahead: int) -> None:
    """Exercises with the offsets 0 to n-1 from one anchor share out the days: never two, never none."""
    day = on(ahead + n)
    assert sum(is_due(Schedule(every_days=n, offset=k), day, START) for k in range(n)) == 1


@given(st.integers(1, 20), st.integers(-60, 400))
def test_windows_tile_the_calendar(length: int, ahead: int) -> None:
    """Every day lies in exactly one window of its length, and each window begins where the last one ended."""
    schedule = Schedule(ScheduleKind.QUOTA, quota=1, window_days=length)
    first, last = window_of(schedule, on(ahead), START)
    assert first <= on(ahead) <= last
    assert (last - first).days == length - 1
    assert window_of(schedule, last + timedelta(days=1), START)[0] == last + timedelta(days=1)


@given(st.integers(1, 40), st.integers(1, 4), st.integers(1, 5))
def test_a_count_is_used_up_exactly(count: int, slots: int, n: int) -> None:
    """All sessions ever due are exactly the count, whatever the rhythm and the slots of a day."""
    schedule = Schedule(slots=(Slot(),) * slots, every_days=n, count=count)
    assert sum(sessions_due(schedule, on(k), START) for k in range(n * count + 1)) == count
