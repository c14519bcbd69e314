"""The calendar file: every session on its days, alarms while reminders are on, and the same identity each time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from app.fake_programs import Computer, computer
from conftest import RunCli
from hep_tui.diary.repeats import Repeat, repeats

__all__ = ["computer"]

BEGIN = date(2026, 3, 4)


@pytest.fixture
def person(run_cli: RunCli, computer: Computer) -> RunCli:
    """A person on a computer without a scheduler: reminders can be on all the same."""
    return run_cli


def program(run: RunCli, folder: Path, *, schedule: str, more: str = "", version: str = "1") -> None:
    """Take in a program of one exercise."""
    file = folder / "one.toml"
    file.write_text(
        f'id = "one"\ntitle = "One"\nversion = "{version}"\n{more}\n[[exercises]]\nid = "squat"\nname = "Squat"\n'
        f"sets = 3\nreps = 10\nschedule = {schedule}\n",
        encoding="utf-8",
    )
    answer = run("import", str(file))
    assert answer.code == 0, answer.err


def events(run: RunCli, **more: Any) -> list[Any]:
    """The events of an export."""
    return list(Calendar.from_ical(run("export", "--format", "ics", **more).out).walk("VEVENT"))


def starts(event: Event) -> list[datetime]:
    """When an event happens, as a calendar works it out; whole days as their midnight."""
    first = event.decoded("dtstart")
    begin = first if isinstance(first, datetime) else datetime.combine(first, time())
    if "rrule" not in event:
        return [begin]
    return list(rrulestr(event["rrule"].to_ical().decode(), dtstart=begin))


def days(run: RunCli) -> list[date]:
    """Every date of every event, in order."""
    return sorted(start.date() for event in events(run) for start in starts(event))


def alarms(event: Event) -> list[timedelta]:
    """After its start."""
    return [alarm.decoded("trigger") for alarm in event.walk("VALARM")]


@pytest.mark.parametrize(
    ("schedule", "first_days"),
    [
        ("{ }", [4, 5, 6, 7, 8]),
        ("{ every_days = 2 }", [4, 6, 8, 10]),
        ('{ weekdays = ["mon", "wed", "fri"] }', [4, 6, 9, 11, 13]),
        ('{ weekdays = ["wed"] }', [4, 11, 18, 25]),
    ],
)
def test_events_repeat_on_the_days_of_the_plan(
    person: RunCli, diary: Any, tmp_path: Path, schedule: str, first_days: list[int]
) -> None:
    """One event makes exactly the due days of twelve weeks, where the program has no end."""
    program(person, tmp_path, schedule=schedule)
    assert len(events(person)) == 1
    found = days(person)
    assert [day.day for day in found[: len(first_days)]] == first_days
    diary.refresh()
    span = (BEGIN + timedelta(days=n) for n in range(85))
    assert found == [day for day in span if diary.tally(day).plan.slots]


def test_events_end_with_the_program(person: RunCli, tmp_path: Path) -> None:
    """The last day is the program's last day; of a very long one a year is written."""
    program(person, tmp_path, schedule="{ }", more="weeks = 30")
    assert (days(person)[0], days(person)[-1]) == (BEGIN, BEGIN + timedelta(days=30 * 7 - 1))
    program(person, tmp_path, schedule="{ }", more="weeks = 100", version="2")
    assert days(person)[-1] == BEGIN + timedelta(days=366)


def test_an_ended_program_ends_its_events(person: RunCli, tmp_path: Path) -> None:
    """Replaced by another one, the next file has the same events with an earlier end, so that a calendar drops them."""
    program(person, tmp_path, schedule="{ }")
    (before,) = events(person)
    later = "2026-03-10T08:00:00-06:00"
    assert person("import", "neck-pain", "--replace", now=later).code == 0
    (after,) = (event for event in events(person, now=later) if event["uid"] == before["uid"])
    assert [start.date().day for start in starts(after)] == [4, 5, 6, 7, 8, 9]
    others = [event for event in events(person, now=later) if event["uid"] != before["uid"]]
    assert min(start.date() for event in others for start in starts(event)) == date(2026, 3, 10)


def test_two_exports_have_the_same_identities(person: RunCli) -> None:
    """Today, tomorrow, after work, with reminders on, at other times and discreetly: a calendar updates and doubles nothing."""
    person("import", "acl-early")
    first = [event["uid"] for event in events(person)]
    person("done", "--all")
    person("remind", "on", "07:00", "19:00")
    person("routine", "morning", "after tea")
    assert [event["uid"] for event in events(person, now="2026-03-20T08:00:00-05:00")] == first
    assert len(set(first)) == len(first) == 3


def test_a_changed_plan_ends_one_series_and_begins_another(person: RunCli, tmp_path: Path) -> None:
    """The new version has other sets from its day on; until then it was the old one, under its own identity."""
    program(person, tmp_path, schedule="{ }")
    (old,) = events(person)
    file = tmp_path / "one.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"1"', '"2"').replace("sets = 3", "sets = 2"), encoding="utf-8"
    )
    later = "2026-03-10T08:00:00-06:00"
    assert person("import", str(file), now=later).code == 0
    series = sorted(events(person, now=later), key=lambda event: starts(event)[0])
    assert series[0]["uid"] == old["uid"]
    assert [starts(event)[0].date().day for event in series] == [4, 10]
    assert starts(series[0])[-1].date() == date(2026, 3, 9)
    assert "2 × 10" in series[1]["description"]


# --- alarms


def test_alarms_lie_at_the_reminder_times(person: RunCli) -> None:
    """Off there are none and sessions lie on whole days; on, each session begins at its time and rings then."""
    person("import", "acl-early")
    assert not any(alarms(event) for event in events(person))
    assert all(type(event.decoded("dtstart")) is date for event in events(person))
    person("remind", "on")
    found = events(person)
    assert [starts(event)[0].time() for event in found] == [time(7, 30), time(12, 30), time(18, 30)]
    assert [alarms(event) for event in found] == [[timedelta()]] * 3
    person("remind", "off")
    assert not any(alarms(event) for event in events(person))


@pytest.mark.parametrize(
    ("times", "begins", "rings"),
    [
        (("08:00",), ["08:00"] * 3, [[0], [], []]),
        (("08:00", "18:00"), ["08:00", "08:00", "18:00"], [[0], [], [0]]),
        (("08:00", "10:00", "12:00", "18:00"), ["08:00", "10:00", "12:00"], [[0], [0], [0, 360]]),
        (("08:00", "12:00", "00:30"), ["08:00", "12:00", "00:30"], [[0], [0], [0]]),
    ],
)
def test_more_or_fewer_times_than_sessions(
    person: RunCli, times: tuple[str, ...], begins: list[str], rings: list[list[int]]
) -> None:
    """Each reminder rings once a day, with the first session it speaks of; after midnight on the following date."""
    person("import", "acl-early")
    person("remind", "on", *times)
    found = events(person)
    assert [f"{starts(event)[0]:%H:%M}" for event in found] == begins
    assert [[int(after / timedelta(minutes=1)) for after in alarms(event)] for event in found] == rings
    assert starts(found[-1])[0].date() == BEGIN + timedelta(days=times[-1] == "00:30")


def test_a_prescribed_time_stays(person: RunCli, tmp_path: Path) -> None:
    """A session at 07:30 by the plan is there on every clock, and rings then while reminders are on."""
    program(person, tmp_path, schedule='{ slots = ["morning 07:30"] }')
    (event,) = events(person)
    assert {start.time() for start in starts(event)} == {time(7, 30)}
    assert event.decoded("dtstart").tzinfo is None
    person("remind", "on", "09:00")
    (event,) = events(person)
    assert (starts(event)[0].time(), alarms(event)) == (time(7, 30), [timedelta()])


def test_a_discreet_calendar_names_nothing(person: RunCli, home: Path) -> None:
    """Neither exercises nor the body, nowhere in the file; the routine, which may, is left out too."""
    person("import", "acl-early")
    person("remind", "on")
    person("routine", "morning", "after the knee brace")
    assert "After the knee brace" in person("export", "--format", "ics").out
    file = home / "config" / "me" / "config.toml"
    file.write_text("remind_discreetly = true\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    text = person("export", "--format", "ics").out
    assert text.count("SUMMARY:Time for a short break\r\n") == 3
    for word in ("quad", "heel", "leg", "knee", "exercis", "acl"):
        assert word not in text.lower()


# --- repeats


def made_by(repeat: Repeat) -> list[date]:
    """The dates of a rule, as a calendar works them out."""
    if not repeat.rule:
        return [repeat.first]
    text = ";".join(
        f"{key}={','.join(value) if isinstance(value, list) else value}" for key, value in repeat.rule.items()
    )
    rule = rrulestr(f"{text};UNTIL={repeat.last:%Y%m%d}", dtstart=datetime.combine(repeat.first, time()))
    return [at.date() for at in rule]


@given(st.sets(st.integers(0, 120), min_size=1, max_size=60))
def test_rules_make_exactly_the_dates(offsets: set[int]) -> None:
    """Whatever the dates, none is lost, none is added and none is made twice."""
    wanted = [BEGIN + timedelta(days=n) for n in sorted(offsets)]
    assert [day for repeat in repeats(wanted) for day in made_by(repeat)] == wanted


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(28, 120))
def test_weekdays_are_one_rule(weekdays: set[int], length: int) -> None:
    """Also where the span begins in the middle of a week."""
    span = (BEGIN + timedelta(days=n) for n in range(length))
    wanted = [day for day in span if day.weekday() in weekdays]
    (only,) = repeats(wanted)
    assert made_by(only) == wanted
