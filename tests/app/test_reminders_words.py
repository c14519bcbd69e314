"""The times of reminders, and what they say."""

from __future__ import annotations

from datetime import time

import pytest

from app.reminder_builders import PLAN, THRICE, facts, left, wall
from care.builders import START, counter, exercise, on, program
from hep_care.counts import DayCount
from hep_care.program import Timings
from hep_care.schedule import Schedule, Slot
from hep_tui.reminders.rules import Plan, decide, is_away
from hep_tui.reminders.times import (
    BadTimeError,
    clock_text,
    read_time,
    read_times,
    times_for,
    wake_times,
)
from hep_tui.reminders.words import DISCREET, WELCOME, Day, notice_words, nudge_line
from hep_tui.settings import Settings

# --- times


@pytest.mark.parametrize(
    "text", ["", "7", "24:00", "07:60", "7.30", "07:30:00", "noon", "٠٧:٣٠", "-1:30", "07:30\n08:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """One plain line says how to write it."""
    with pytest.raises(BadTimeError, match="write it as 07:30"):
        read_time(text)


def test_times_come_in_order_each_once() -> None:
    """However they were typed; more than a day takes are refused."""
    assert [clock_text(at) for at in read_times(["18:30", "7:30", "07:30"])] == ["07:30", "18:30"]
    with pytest.raises(BadTimeError, match="25"):
        read_times([f"{n % 24:02}:{n // 24:02}" for n in range(25)])


@pytest.mark.parametrize(
    ("names", "times"),
    [
        (("morning", "midday", "evening"), "07:30 12:30 18:30"),
        (("breakfast", "late morning", "afternoon", "bedtime"), "07:30 10:30 15:30 20:30"),
        (("after shower", "evening"), "07:30 18:30"),
        (("",), "07:30"),
        (("", ""), "07:30 18:30"),
        (("morning", "morning walk"), "07:30 18:30"),
        ((), "07:30"),
    ],
)
def test_times_suit_the_sessions(names: tuple[str, ...], times: str) -> None:
    """By their names, else spread over the day."""
    slots = (
        counter(program(exercise(schedule=Schedule(slots=tuple(map(Slot, names))))), [], START).tally(START).plan.slots
    )
    assert " ".join(map(clock_text, times_for(slots))) == times


def test_prescribed_times_are_taken_and_waited_for() -> None:
    """A session at 15:00 is asked for from then on, whatever its number."""
    p = exercise("quad", Schedule(slots=(Slot("", time(9)), Slot("", time(15)))))
    plan = program(p)
    assert times_for(facts(wall("2026-03-02T10:00"), plan=plan).tally.plan.slots) == (time(9), time(15))
    three = Plan((time(9), time(14), time(20)), 0, time(0), time(0))
    assert {s.item.slot for s in decide(facts(wall("2026-03-02T14:00"), plan=plan), three, ()).left} == {1}


def test_calls_are_asked_for_at_each_time_and_once_more() -> None:
    """Also past midnight, and at the full hour after a time that clocks may skip."""
    assert " ".join(map(clock_text, wake_times((time(7, 30), time(23, 30)), 60))) == "00:30 01:00 07:30 08:30 23:30"
    assert wake_times((time(12),), 0) == (time(12),)


def test_many_sessions_are_spread_over_the_day() -> None:
    """Six sessions without names get six times between morning and evening."""
    slots = facts(
        wall("2026-03-02T10:00"), plan=program(exercise(schedule=Schedule(slots=(Slot(),) * 6)))
    ).tally.plan.slots
    times = times_for(slots)
    assert (len(set(times)), times[0], times[-1]) == (6, time(7, 30), time(20, 30))


# --- words


TODAY = Day(("morning", "midday", "evening"), Timings())


@pytest.mark.parametrize(
    ("settings", "body"),
    [
        (Settings(), "Morning: Quad set and 2 more, 8 min"),
        (Settings(routines={"Morning": "after brushing my teeth."}), "After brushing my teeth: Quad set and 2 more, 8 min"),
        (Settings(routines={"quad": "with the kettle on", "morning": "x"}), "With the kettle on: Quad set and 2 more, 8 min"),
        (Settings(routines={"evening": "after supper"}), "Morning: Quad set and 2 more, 8 min"),
    ],
)  # fmt: skip
def test_the_routine_is_used(settings: Settings, body: str) -> None:
    """The exercise's own, else the session's, else the session's name."""
    assert notice_words(left(), TODAY, settings).body == body


def test_discreet_words_name_nothing() -> None:
    """Neither exercises nor the body nor the routine, in the notice and at login."""
    discreet = Settings(remind_discreetly=True, routines={"morning": "after my knee brace"})
    words = notice_words(left(), TODAY, discreet)
    assert (words.title, words.body, nudge_line(left(), TODAY, discreet)) == (DISCREET, "", DISCREET)


def test_after_a_gap_it_is_a_welcome() -> None:
    """Ten minutes to start, and no word of what was missed."""
    away = Day(TODAY.names, Timings(), away=True)
    words = notice_words(left(), away, Settings())
    assert (words.title, words.body) == (WELCOME, "Morning: Quad set and 2 more")
    assert nudge_line(left(), away, Settings()).startswith(WELCOME)


@pytest.mark.parametrize(
    ("days", "away"),
    [("...", True), ("x...", True), ("...x", False), ("..", False), (".r.r.", True), (".x..", False), ("", False)],
)
def test_three_due_days_without_work_are_a_gap(days: str, away: bool) -> None:
    """Rest days neither fill nor break it, and today does not count yet."""
    counts = [DayCount(on(n), due=int(kind != "r"), shown_up=kind == "x") for n, kind in enumerate(days)]
    assert is_away([*counts, DayCount(on(len(days)), due=1)], on(len(days))) is away


def test_hostile_names_are_plain() -> None:
    """What a program file says commands no terminal and no notice."""
    p = exercise("quad", THRICE, name="\x1b]0;x\x07Quad\u202e")
    found = decide(facts(wall("2026-03-02T07:30"), plan=program(p)), PLAN, ()).left
    hostile = Settings(routines={"morning": "\x1b[31mafter\ntea"})
    line = nudge_line(found, TODAY, hostile)
    assert line.isprintable()
