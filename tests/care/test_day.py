"""To which local date a moment belongs, also where clocks change."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_care.day import DayRules, day_starts, local_date, resolve_wall, zone_named

UTC = timezone.utc  # noqa: UP017
# Zone, the local date its clocks go forward and back in 2026.
CHANGES = [
    ("America/Chicago", date(2026, 3, 8), date(2026, 11, 1)),
    ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
]
ZONES = [*(zone for zone, _, _ in CHANGES), "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns", "UTC"]


def at(text: str) -> datetime:
    """An aware moment from ISO text."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-03-04T08:00:00-06:00", date(2026, 3, 4)),
        ("2026-03-04T03:59:59-06:00", date(2026, 3, 3)),
        ("2026-03-04T04:00:00-06:00", date(2026, 3, 4)),
        ("2026-03-05T00:40:00-06:00", date(2026, 3, 4)),
        ("2026-03-03T03:00:00+00:00", date(2026, 3, 2)),
    ],
)
def test_the_day_turns_over_at_four(moment: str, wanted: date) -> None:
    """Work before 04:00 on the patient's wall belongs to the day before, whatever offset the moment is written in."""
    assert local_date(at(moment), DayRules("America/Chicago")) == wanted


def test_a_rollover_at_midnight_is_the_calendar() -> None:
    """With a rollover of 0 the local date is the date on the wall."""
    rules = DayRules("Europe/Berlin", 0)
    assert local_date(at("2026-03-04T23:59:59+01:00"), rules) == date(2026, 3, 4)
    assert local_date(at("2026-03-05T00:00:00+01:00"), rules) == date(2026, 3, 5)


@pytest.mark.parametrize(("zone", "forward", "back"), CHANGES)
def test_days_around_clock_changes_turn_over_at_the_same_wall_hour(zone: str, forward: date, back: date) -> None:
    """On both changes, and the days around them, the day begins at 04:00 on the wall and ends where the next begins."""
    rules = DayRules(zone)
    for change in (forward, back):
        for near in range(-2, 3):
            day = change + timedelta(days=near)
            begins = day_starts(day, rules)
            assert (begins.astimezone(ZoneInfo(zone)).hour, begins.minute) == (4, 0)
            assert local_date(begins, rules) == day
            assert local_date(begins.astimezone(UTC) - timedelta(seconds=1), rules) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/Chicago", date(2026, 3, 7), 23),
        ("America/Chicago", date(2026, 10, 31), 25),
        ("Europe/Berlin", date(2026, 3, 28), 23),
        ("Europe/Berlin", date(2026, 10, 24), 25),
        ("Australia/Lord_Howe", date(2026, 10, 3), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 4), 24.5),
    ],
)
def test_the_day_before_a_change_is_shorter_or_longer(zone: str, day: date, hours: float) -> None:
    """The change falls before the rollover, so it belongs to the day that is ending; half an hour on Lord Howe."""
    rules = DayRules(zone)
    length = day_starts(day + timedelta(days=1), rules).astimezone(UTC) - day_starts(day, rules).astimezone(UTC)
    assert length == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "wall", "wanted"),
    [
        ("America/Chicago", datetime(2026, 3, 8, 2, 30), "2026-03-08T08:00:00+00:00"),
        ("America/Chicago", datetime(2026, 3, 8, 2, 0), "2026-03-08T08:00:00+00:00"),
        ("America/Chicago", datetime(2026, 3, 8, 2, 59, 59), "2026-03-08T08:00:00+00:00"),
        ("America/Chicago", datetime(2026, 3, 8, 1, 59), "2026-03-08T07:59:00+00:00"),
        ("America/Chicago", datetime(2026, 3, 8, 3, 0), "2026-03-08T08:00:00+00:00"),
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), "2026-03-29T01:00:00+00:00"),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), "2026-10-03T15:30:00+00:00"),
        ("Pacific/Apia", datetime(2011, 12, 30, 9, 0), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_a_wall_time_that_is_skipped_is_where_the_clocks_jump_to(zone: str, wall: datetime, wanted: str) -> None:
    """02:30 on the missing hour is the first moment after it, also for half an hour and for a whole missing day."""
    assert resolve_wall(wall, ZoneInfo(zone)).astimezone(UTC) == at(wanted)


@pytest.mark.parametrize(
    ("zone", "wall", "wanted"),
    [
        ("America/Chicago", datetime(2026, 11, 1, 1, 30), "2026-11-01T06:30:00+00:00"),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), "2026-10-25T00:30:00+00:00"),
        ("Australia/Lord_Howe", datetime(2026, 4, 5, 1, 45), "2026-04-04T14:45:00+00:00"),
    ],
)
def test_a_wall_time_that_is_doubled_is_its_first_occurrence(zone: str, wall: datetime, wanted: str) -> None:
    """A doubled wall time stands for one moment, the earlier one, and never for two."""
    assert resolve_wall(wall, ZoneInfo(zone)).astimezone(UTC) == at(wanted)


def test_a_date_is_never_lost_or_doubled_on_a_flight() -> None:
    """The same moment may be two dates in two zones; which one it was is decided by the zone it was logged in."""
    landed = at("2026-03-04T17:00:00+00:00")
    assert local_date(landed, DayRules("Asia/Tokyo")) == date(2026, 3, 4)
    assert local_date(landed + timedelta(hours=3), DayRules("Asia/Tokyo")) == date(2026, 3, 5)
    assert local_date(landed + timedelta(hours=3), DayRules("America/Los_Angeles")) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "name",
    ["", "Nowhere/Land", "../../etc/passwd", "/etc/localtime", "a\0b", "x" * 5000, "UTC+99:00", "UTC-24:00", "UTC+1:0"],
)
def test_an_unknown_zone_is_utc(name: str) -> None:
    """A zone name that nobody knows, or that is a path, is UTC and never an error."""
    assert datetime(2026, 3, 4, tzinfo=zone_named(name)).utcoffset() == timedelta(0)


def test_a_fixed_offset_is_a_zone() -> None:
    """A zone written as an offset keeps that offset all year, on both sides of UTC."""
    assert datetime(2026, 7, 4, tzinfo=zone_named("UTC-06:00")).utcoffset() == timedelta(hours=-6)
    assert datetime(2026, 1, 4, tzinfo=zone_named("UTC+05:45")).utcoffset() == timedelta(hours=5, minutes=45)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
    st.integers(0, 6),
)
def test_every_moment_lies_in_its_own_day(moment: datetime, zone: str, rollover: int) -> None:
    """A moment lies between the start of its local date and the start of the next one."""
    rules = DayRules(zone, rollover)
    day = local_date(moment, rules)
    assert day_starts(day, rules).astimezone(UTC) <= moment
    assert moment < day_starts(day + timedelta(days=1), rules).astimezone(UTC)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(ZONES), st.integers(0, 6))
def test_every_day_begins_on_itself(day: date, zone: str, rollover: int) -> None:
    """The first moment of a local date belongs to it, in every zone and at every rollover."""
    rules = DayRules(zone, rollover)
    assert local_date(day_starts(day, rules), rules) == day
