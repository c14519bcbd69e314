"""When a reminder comes: every rule as a table, and as a property over days of calls."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reminder_builders import CHICAGO, KNEE, NIGHT, PLAN, QUAD, THRICE, TIMES, facts, left, logged, wall
from care.builders import START, counter, done, exercise, on, program, skipped
from hep_care.day import DayRules, local_date
from hep_care.entry import Entry, Reason
from hep_care.program import Program
from hep_care.schedule import Schedule
from hep_tui.reminders.rules import APART, LATE, Plan, Shown, Why, decide
from hep_tui.reminders.times import (
    is_quiet,
    moment_of,
    read_time,
    wake_times,
)


def calls(
    moments: Iterable[datetime], plan: Plan, entries: Sequence[Entry] = (), program: Program = KNEE, **more: Any
) -> list[Shown]:
    """What is shown when a scheduler calls at these moments and everything shown is remembered."""
    shown: list[Shown] = []
    for now in moments:
        known = [entry for entry in entries if entry.logged_at <= now]
        decision = decide(facts(now, known, program, **more), plan, shown)
        if decision.comes:
            assert decision.time is not None
            day = local_date(now, more.get("rules", CHICAGO))
            shown.append(Shown(day, decision.time, decision.why is Why.AGAIN, now))
    return shown


def minutes(first: datetime, last: datetime, step: int = 1) -> list[datetime]:
    """Every so many minutes of real time between two moments, as the clock on the wall shows them."""
    begin, end = first.astimezone(UTC), last.astimezone(UTC)
    count = int((end - begin) / timedelta(minutes=step))
    return [(begin + n * timedelta(minutes=step)).astimezone(first.tzinfo) for n in range(count + 1)]


def shown_at(shown: Iterable[Shown]) -> list[str]:
    """When, on the wall."""
    return [f"{one.at:%d %H:%M}{' again' if one.again else ''}" for one in shown]


def test_a_day_without_work_is_reminded_of_each_session_and_once_more() -> None:
    """Each time comes once and once more an hour later; then it is quiet until the next."""
    shown = calls(minutes(wall("2026-03-02T05:00"), wall("2026-03-03T03:59")), PLAN)
    assert shown_at(shown) == [
        "02 07:30", "02 08:30 again", "02 12:30", "02 13:30 again", "02 18:30", "02 19:30 again",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "entries", "more", "why"),
    [
        ("07:29", [], {}, Why.NO_TIME),
        ("07:30", [], {}, Why.NOW),
        ("11:30", [], {}, Why.NOW),
        ("11:31", [], {}, Why.NO_TIME),
        ("07:30", [logged(1, "06:50")], {}, Why.NOTHING_DUE),
        ("12:30", [logged(1, "06:50")], {}, Why.NOW),
        ("12:30", [logged(2, "06:50")], {}, Why.NOW),
        ("12:30", [logged(1, "06:50"), logged(2, "10:00")], {}, Why.NOTHING_DUE),
        ("07:30", [], {"running": True}, Why.RUNNING),
        ("23:00", [], {}, Why.QUIET),
        ("18:30", [logged(2, "18:20")], {}, Why.TOO_SOON),
        ("18:36", [logged(2, "18:20")], {}, Why.NOW),
        ("18:30", [skipped(QUAD, START, Reason.ILL, slot, logged_at=wall("2026-03-02T07:00")) for slot in (1, 2, 3)],
         {}, Why.NOTHING_DUE),
    ],
)  # fmt: skip
def test_only_what_is_due_is_spoken_of(at: str, entries: list[Entry], more: dict[str, Any], why: Why) -> None:
    """What is done, not asked for yet, too late, in quiet hours or in a session is not; partly done days are."""
    assert decide(facts(wall(f"2026-03-02T{at}"), entries, **more), PLAN, ()).why is why


def test_it_speaks_of_one_session_and_never_of_two() -> None:
    """At midday with the morning missed it is midday's, without it the morning's; the last one takes what is left."""

    def slots(at: str, *entries: Entry) -> set[int | None]:
        return {state.item.slot for state in decide(facts(wall(f"2026-03-02T{at}"), entries), PLAN, ()).left}

    assert slots("07:30") == {1}
    assert slots("12:30") == {2}
    assert slots("12:30", logged(2, "11:00")) == {1}
    assert slots("18:30") == {3}
    assert slots("18:30", logged(3, "17:00"), logged(1, "08:00")) == {2}


def test_the_second_one_waits_for_nothing_logged_since_the_first() -> None:
    """Something logged after the first, however little, is an answer; 0 minutes is never."""
    first = Shown(START, time(12, 30), False, wall("2026-03-02T12:30:20"))

    def why(at: str, *entries: Entry, again: int = 60, shown: Sequence[Shown] = (first,)) -> Why:
        plan = Plan(TIMES, again, PLAN.quiet_from, PLAN.quiet_to)
        return decide(facts(wall(f"2026-03-02T{at}"), entries), plan, shown).why

    assert why("13:29") is Why.SHOWN
    assert why("13:30") is Why.AGAIN
    assert why("13:30", logged(1, "12:00")) is Why.AGAIN
    assert why("13:30", logged(1, "12:50")) is Why.ANSWERED
    assert why("13:30", logged(2, "12:50"), logged(1, "12:51")) is Why.NOTHING_DUE
    assert why("13:30", again=0) is Why.SHOWN
    assert why("13:30", shown=(first, Shown(START, time(12, 30), True, first.at))) is Why.SHOWN


def test_a_computer_that_was_off_shows_only_the_newest() -> None:
    """Woken at 13:00 it speaks of 12:30 and not of 07:30 as well."""
    assert shown_at(calls([wall("2026-03-02T13:00"), wall("2026-03-02T13:01")], PLAN)) == ["02 13:00"]


def test_nothing_comes_after_the_program_ended() -> None:
    """On its last day it does, the day after it does not, and before the first day neither."""
    over = program(QUAD, end=START)
    assert decide(facts(wall("2026-03-02T18:30"), plan=over), PLAN, ()).why is Why.NOW
    assert decide(facts(wall("2026-03-03T18:30"), plan=over), PLAN, ()).why is Why.ENDED
    assert decide(facts(wall("2026-03-01T18:30")), PLAN, ()).why is Why.NOTHING_DUE


def test_more_than_the_least_is_not_asked_for() -> None:
    """Of "2 to 3 times a day" nothing is left after two."""
    p = exercise("quad", Schedule(slots=THRICE.slots, least=2))
    two = [done(p, START, slot, logged_at=wall("2026-03-02T08:00")) for slot in (1, 2)]
    assert decide(facts(wall("2026-03-02T18:30"), two, program(p)), PLAN, ()).why is Why.NOTHING_DUE
    assert decide(facts(wall("2026-03-02T18:30"), two[:1], program(p)), PLAN, ()).why is Why.NOW


def test_an_hourly_exercise_is_spoken_of_where_it_was_asked_for() -> None:
    """With more times than sessions, and only when no session is left; a week's exercise with any number of times."""
    state = left()[0]
    nothing = [logged(slot, "06:00") for slot in (1, 2, 3)]
    every = Plan((time(9), time(10), time(11), time(12)), 0, time(0), time(0))
    at = wall("2026-03-02T10:00")
    assert decide(facts(at, nothing, hourly=(state,)), every, ()).left == (state,)
    assert decide(facts(at, nothing, hourly=(state,)), Plan(every.times[:3], 0, time(0), time(0)), ()).left == ()
    assert decide(facts(at, hourly=(state,)), every, ()).left != (state,)
    assert decide(facts(wall("2026-03-02T12:30"), nothing, free=(state,)), PLAN, ()).left == (state,)


# --- clocks and midnight


def test_a_skipped_hour_fires_once_when_the_clock_resumes() -> None:
    """02:30 on the night that has none comes at 03:00, whoever calls when."""
    night = minutes(wall("2026-03-08T00:00"), wall("2026-03-08T06:00"))
    assert shown_at(calls(night, NIGHT)) == ["08 03:00"]
    assert local_date(wall("2026-03-08T03:00"), CHICAGO) == date(2026, 3, 7)


def test_a_doubled_hour_fires_once() -> None:
    """01:30 on the night that has two comes at the first of them; once more means an hour of real time later."""
    night = minutes(wall("2026-11-01T00:00"), wall("2026-11-01T03:59"))
    plan = Plan((time(1, 30),), 0, time(0), time(0))
    assert shown_at(calls(night, plan)) == ["01 01:30"]
    twice = calls(night, Plan((time(1, 30),), 60, time(0), time(0)))
    assert [one.again for one in twice] == [False, True]
    assert twice[1].at.astimezone(UTC) - twice[0].at.astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "night", "skipped", "comes"),
    [
        ("America/Chicago", "2026-03-08", time(2, 30), "03:00"),
        ("Europe/Berlin", "2026-03-29", time(2, 15), "03:00"),
        ("Africa/Cairo", "2026-04-24", time(0, 30), "01:00"),
        ("Australia/Lord_Howe", "2026-10-04", time(2, 15), "02:30"),
    ],
)
def test_a_scheduler_that_passes_over_the_skipped_time_asks_again(
    zone: str, night: str, skipped: time, comes: str
) -> None:
    """systemd does not call at all at a time that does not exist; the calls after it make up for it."""
    rules, plan = DayRules(zone), Plan((skipped,), 0, time(0), time(0))
    wakes = [wall(f"{night}T{at:%H:%M}", zone) for at in wake_times(plan.times, 0)]
    real = [
        at for at in wakes if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)
    ]
    shown = calls([*real, wall(f"{night}T05:00", zone)], plan, rules=rules)
    assert len(shown) == 1
    assert moment_of(skipped, date.fromisoformat(night) - timedelta(days=1), rules) == wall(f"{night}T{comes}", zone)


def test_midnight_belongs_to_the_day_that_is_ending() -> None:
    """A reminder at 00:30 asks for what is left of yesterday, the next one at 07:30 for the new day."""
    plan = Plan((time(7, 30), time(0, 30)), 0, time(3), time(5))
    assert shown_at(calls(minutes(wall("2026-03-02T05:00"), wall("2026-03-03T08:00")), plan)) == [
        "02 07:30", "03 00:30", "03 07:30",
    ]  # fmt: skip
    whole = [logged(slot, "20:00") for slot in (1, 2, 3)]
    assert decide(facts(wall("2026-03-03T00:30"), whole), plan, ()).why is Why.NOTHING_DUE


@pytest.mark.parametrize(
    ("at", "begin", "end", "quiet"),
    [
        ("21:29", "21:30", "06:30", False), ("21:30", "21:30", "06:30", True), ("00:00", "21:30", "06:30", True),
        ("06:29", "21:30", "06:30", True), ("06:30", "21:30", "06:30", False), ("13:00", "13:00", "14:00", True),
        ("12:59", "13:00", "14:00", False), ("14:00", "13:00", "14:00", False), ("13:00", "13:00", "13:00", False),
    ],
)  # fmt: skip
def test_quiet_hours(at: str, begin: str, end: str, quiet: bool) -> None:
    """They may span midnight, their end is not quiet, and from one time to the same one there are none."""
    assert is_quiet(read_time(at), read_time(begin), read_time(end)) is quiet


def test_another_zone_does_not_repeat_a_reminder() -> None:
    """Flown from Chicago to Denver, where it is 07:30 once more, this morning's does not come again."""
    shown = [Shown(START, time(7, 30), False, wall("2026-03-02T07:30"))]
    there = facts(wall("2026-03-02T07:30", "America/Denver"), rules=DayRules("America/Denver"))
    assert decide(there, Plan(TIMES, 0, PLAN.quiet_from, PLAN.quiet_to), shown).why is Why.SHOWN


def test_a_clock_that_was_put_back_silences_nothing() -> None:
    """What was shown or logged "in the future" is no reason to wait for it."""
    tomorrow = [Shown(on(1), time(7, 30), False, wall("2026-03-03T07:30"))]
    assert decide(facts(wall("2026-03-02T07:30")), PLAN, tomorrow).why is Why.NOW


QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@settings(max_examples=40, deadline=None)
@given(
    times=st.sets(QUARTERS, min_size=1, max_size=6),
    quiet=st.tuples(QUARTERS, QUARTERS),
    again=st.sampled_from([0, 10, 60, 240]),
    day=st.sampled_from(["2026-03-07", "2026-10-31", "2026-06-10"]),
    work=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 44)), max_size=4),
)
def test_whatever_is_chosen_the_rules_hold(
    times: set[time], quiet: tuple[time, time], again: int, day: str, work: list[tuple[int, int]]
) -> None:
    """Over two days of calls: none in quiet hours, none twice, none too close, none without work left."""
    plan = Plan(tuple(sorted(times)), again, *quiet)
    begin = wall(f"{day}T05:00")
    moments = minutes(begin, begin + timedelta(hours=45), step=15)
    entries = [
        done(QUAD, local_date(at, CHICAGO), slot, logged_at=at) for slot, hour in work for at in [moments[hour * 4]]
    ]
    shown = calls(moments, plan, entries)
    assert len({(one.day, one.time, one.again) for one in shown}) == len(shown)
    assert len({one.at.astimezone(UTC) for one in shown}) == len(shown)
    for one in shown:
        assert not is_quiet(one.at.time(), *quiet)
        assert one.again or timedelta(0) <= one.at.astimezone(UTC) - moment_of(one.time, one.day, CHICAGO) <= LATE
        left = counter(KNEE, [e for e in entries if e.logged_at <= one.at], one.day).tally(one.day)
        assert left.count.done < left.count.due
    gaps = [b.at.astimezone(UTC) - a.at.astimezone(UTC) for a, b in itertools.pairwise(shown)]
    assert all(gap >= min(APART, timedelta(minutes=again or 15)) for gap in gaps)
