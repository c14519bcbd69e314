"""FHIR timings as schedules: every row and trap of the mapping, and the way back."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot, is_due, window_of
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.timing import read_timing
from hep_sync.fhir.timing_write import timing_extensions, write_timing
from sync.records import example

ZONE = "America/Chicago"
START = date(2026, 3, 2)
BOUNDS = {"boundsPeriod": {"start": "2026-03-02", "end": "2026-03-29"}}
DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


def read(repeat=None, **rest):
    """The timing of an order with this repeat."""
    return read_timing({"occurrenceTiming": {"repeat": repeat or {}}, **rest}, ZONE)


def kept(schedule, start=None, end=None):
    """A schedule written and read again."""
    resource = {"extension": timing_extensions(schedule), **write_timing(schedule, start, end)}
    return read_timing(resource, ZONE)


DAYS_OF = {
    "servicerequest-n-per-day": Schedule(slots=(Slot(), Slot())),
    "servicerequest-every-other-day": Schedule(every_days=2),
    "servicerequest-weekdays": Schedule(weekdays=(0, 2, 4)),
    "servicerequest-draft-next-phase": Schedule(weekdays=(0, 2, 4)),
    "servicerequest-time-of-day": Schedule(slots=(Slot(at=time(7, 30)), Slot(at=time(20)))),
    "servicerequest-when-codes": Schedule(slots=(Slot("morning"), Slot("night"))),
    "servicerequest-weekly-quota": Schedule(ScheduleKind.QUOTA, quota=3, quota_max=5, window_days=7),
    "servicerequest-as-needed": Schedule(ScheduleKind.AS_NEEDED, text="When the knee feels stiff"),
}


@pytest.mark.parametrize("name", DAYS_OF)
def test_examples(name):
    """Every example order has the schedule its text says."""
    assert read_timing(example(name), ZONE).schedule == DAYS_OF[name]


@pytest.mark.parametrize(
    ("repeat", "schedule"),
    [
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, Schedule(slots=(Slot(),) * 3)),
        ({"frequency": 3, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, Schedule(slots=(Slot(),) * 4, least=3)),
        ({"frequency": 1, "period": 1.0, "periodUnit": "d"}, Schedule()),
        ({"frequency": 1, "period": 3, "periodUnit": "d"}, Schedule(every_days=3)),
        ({"dayOfWeek": ["mon", "thu"], **DAILY, "frequency": 2}, Schedule(slots=(Slot(),) * 2, weekdays=(0, 3))),
        (
            {"dayOfWeek": ["mon", "thu"], "frequency": 2, "period": 1, "periodUnit": "wk"},
            Schedule(weekdays=(0, 3)),
        ),
        (
            {"dayOfWeek": ["mon", "thu"], "frequency": 4, "period": 1, "periodUnit": "wk"},
            Schedule(slots=(Slot(),) * 2, weekdays=(0, 3)),
        ),
        (
            {"dayOfWeek": ["mon"], "frequency": 1, "period": 2, "periodUnit": "wk"},
            Schedule(weekdays=(0,), every_weeks=2),
        ),
        ({"dayOfWeek": ["sun"], "timeOfDay": ["09:00"]}, Schedule(slots=(Slot(at=time(9)),), weekdays=(6,))),
        ({"timeOfDay": ["20:30:00", "07:00:00"]}, Schedule(slots=(Slot(at=time(7)), Slot(at=time(20, 30))))),
        (
            {"timeOfDay": ["07:00", "20:30"], **DAILY, "frequency": 2},
            Schedule(slots=(Slot(at=time(7)), Slot(at=time(20, 30)))),
        ),
        ({"when": ["NIGHT", "MORN"]}, Schedule(slots=(Slot("morning"), Slot("night")))),
        ({"when": ["PCM"], "offset": 30}, Schedule(slots=(Slot("after breakfast, 30 min"),))),
        ({"when": ["XYZ", "HS"]}, Schedule(slots=(Slot("bedtime"), Slot("XYZ")))),
        ({"frequency": 1, "period": 1, "periodUnit": "wk"}, Schedule(ScheduleKind.QUOTA, quota=1)),
        (
            {"frequency": 5, "period": 2, "periodUnit": "wk"},
            Schedule(ScheduleKind.QUOTA, quota=5, window_days=14),
        ),
        ({"frequency": 2, "period": 3, "periodUnit": "d"}, Schedule(ScheduleKind.QUOTA, quota=2, window_days=3)),
        ({"frequency": 1, "period": 1, "periodUnit": "h"}, Schedule(ScheduleKind.HOURLY, counts=False)),
        ({**DAILY, "duration": 20, "durationUnit": "min"}, Schedule()),
        ({**DAILY, "count": 10}, Schedule(count=10)),
    ],
)
def test_rows(repeat, schedule):
    """Each pattern of a repeat is the schedule of its row, read leniently where systems mix two ways of saying it."""
    assert read(repeat).schedule == schedule


@pytest.mark.parametrize(
    ("code", "schedule"),
    [
        ("QD", Schedule()),
        ("BID", Schedule(slots=(Slot(),) * 2)),
        ("TID", Schedule(slots=(Slot(),) * 3)),
        ("QID", Schedule(slots=(Slot(),) * 4)),
        ("QOD", Schedule(every_days=2)),
        ("AM", Schedule(slots=(Slot("morning"),))),
        ("PM", Schedule(slots=(Slot("afternoon"),))),
        ("BED", Schedule(slots=(Slot("bedtime"),))),
        ("WK", Schedule(ScheduleKind.QUOTA, quota=1)),
        ("Q4H", Schedule(ScheduleKind.HOURLY, every_hours=4, counts=False)),
    ],
)
def test_codes(code, schedule):
    """A timing code counts where the repeat says no pattern, and the bounds still hold."""
    timing = {"repeat": BOUNDS, "code": {"coding": [{"code": code}]}}
    found = read_timing({"occurrenceTiming": timing}, ZONE)
    assert (found.schedule, found.start, found.end) == (schedule, START, date(2026, 3, 29))
    pattern = {"repeat": {"frequency": 5, "period": 1, "periodUnit": "d"}, "code": {"coding": [{"code": code}]}}
    assert read_timing({"occurrenceTiming": pattern}, ZONE).schedule.sessions == 5


@pytest.mark.parametrize(
    "repeat",
    [
        {"frequency": 1, "period": 1.5, "periodUnit": "d"},
        {"frequency": 1, "period": 1, "periodUnit": "mo"},
        {"frequency": 1, "period": 1, "periodUnit": "a"},
        {"frequency": 1, "period": 30, "periodUnit": "min"},
        {"frequency": 2, "period": 1, "periodUnit": "h"},
        {**DAILY, "periodMax": 3},
        {"frequency": 10, "period": 1, "periodUnit": "wk"},
        {"frequency": 3},
        {},
    ],
)
def test_unsupported(repeat):
    """What no schedule of ours can say is shown as text and never guessed at."""
    found = read(repeat)
    assert found.schedule.kind is ScheduleKind.UNSUPPORTED
    assert found.schedule.text


@pytest.mark.parametrize(
    "repeat",
    [
        {"when": ["MORN"], "timeOfDay": ["07:00"]},
        {**DAILY, "frequencyMax": 0},
        {"frequency": 4, "frequencyMax": 3, "period": 1, "periodUnit": "d"},
        {"frequency": 0, "period": 1, "periodUnit": "d"},
        {"frequency": 10**9, "period": 1, "periodUnit": "d"},
        {"frequency": 25, "period": 1, "periodUnit": "d"},
        {"frequency": "2", "period": 1, "periodUnit": "d"},
        {"frequency": 1, "period": 1},
        {"dayOfWeek": ["Monday"]},
        {"dayOfWeek": []},
        {"timeOfDay": ["24:00"]},
        {"timeOfDay": []},
        {"timeOfDay": ["07:00"], **DAILY, "frequency": 3},
        {"dayOfWeek": ["mon", "thu"], "frequency": 3, "period": 1, "periodUnit": "wk"},
        {**BOUNDS, **DAILY, "count": 100},
        {**DAILY, "count": 0},
        {"boundsPeriod": {"start": "2026-03-29", "end": "2026-03-02"}, **DAILY},
        {"boundsPeriod": {"start": "2026-02-30"}, **DAILY},
        {"boundsPeriod": {"start": "2026-03-02T07:00:00"}, **DAILY},
        {"boundsPeriod": {"start": "0000-01-01"}, **DAILY},
    ],
)
def test_contradictions_are_refused(repeat):
    """A timing that contradicts itself, or cannot be meant, is not understood, with a reason."""
    with pytest.raises(NotUnderstood) as caught:
        read(repeat)
    assert str(caught.value)


def test_partial_bounds():
    """A bound that is a month holds from its first day to its last, a year likewise."""
    found = read({"boundsPeriod": {"start": "2026-02", "end": "2026-02"}, **DAILY})
    assert (found.start, found.end) == (date(2026, 2, 1), date(2026, 2, 28))
    found = read({"boundsPeriod": {"start": "2026", "end": "2026"}, **DAILY})
    assert (found.start, found.end) == (date(2026, 1, 1), date(2026, 12, 31))


def test_bounds_become_local_dates():
    """Three in the morning UTC is still the evening before in Chicago."""
    bounds = {"boundsPeriod": {"start": "2026-03-03T03:00:00Z", "end": "2026-03-30T04:59:60Z"}}
    found = read({**bounds, **DAILY})
    assert (found.start, found.end) == (START, date(2026, 3, 29))


def test_other_bounds_are_said_in_words():
    """A length that is given as a duration is told to the patient, not turned into a date."""
    found = read({"boundsDuration": {"value": 2, "unit": "wk"}, **DAILY})
    assert found.end is None
    assert found.notes


def test_every_other_day_counts_from_the_start():
    """Parity comes from the start of the order, never from today."""
    found = read_timing(example("servicerequest-every-other-day"), ZONE)
    due = [day for day in range(2, 12) if is_due(found.schedule, date(2026, 3, day), found.start)]
    assert due == [2, 4, 6, 8, 10]


def test_once_a_week_is_any_day():
    """Once a week pins no weekday: it is one of seven days, counted from the start."""
    found = read({"frequency": 1, "period": 1, "periodUnit": "wk"})
    assert window_of(found.schedule, date(2026, 3, 12), START) == (date(2026, 3, 9), date(2026, 3, 15))


def test_events_are_single_dates():
    """Events are dates of the patient's wall, each once."""
    timing = {"event": ["2026-03-05", "2026-03-03T03:00:00Z", "2026-03-05"]}
    found = read_timing({"occurrenceTiming": timing}, ZONE)
    assert found.schedule.dates == (START, date(2026, 3, 5))


def test_as_needed_is_never_due():
    """As needed wins over any times beside it, and `false` is no as-needed at all."""
    assert read(DAILY, asNeededBoolean=True).schedule == Schedule(ScheduleKind.AS_NEEDED)
    assert read(DAILY, asNeededBoolean=False).schedule == Schedule()


def test_nothing_said_is_unsupported():
    """An order without any timing is shown and logged freely."""
    assert read_timing({}, ZONE).schedule.kind is ScheduleKind.UNSUPPORTED


def test_slot_names():
    """Names of sessions come in order, and a time may stand beside one."""
    named = [
        {"url": codes.SLOT_NAME, "valueString": "breakfast"},
        {"url": codes.SLOT_NAME, "extension": [{"url": "at", "valueTime": "20:00:00"}]},
    ]
    found = read({**DAILY, "frequency": 2}, extension=named)
    assert found.schedule.slots == (Slot("breakfast"), Slot(at=time(20)))


def test_hours_need_a_stretch_of_the_day():
    """Hourly exercises keep their two times; a last one before the first is refused."""
    hours = [{"url": codes.BETWEEN_FROM, "valueTime": "08:00:00"}, {"url": codes.BETWEEN_TO, "valueTime": "21:00:00"}]
    hourly = {"frequency": 1, "period": 1, "periodUnit": "h"}
    assert read(hourly, extension=hours).schedule.between == (time(8), time(21))
    hours[1]["valueTime"] = "07:00:00"
    with pytest.raises(NotUnderstood):
        read(hourly, extension=hours)


_names = st.sampled_from(("", "morning", "evening"))
_times = st.lists(st.times(time(0), time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0)), min_size=1,
                  max_size=4, unique=True).map(sorted)  # fmt: skip


@st.composite
def _slots(draw):
    if draw(st.booleans()):
        return tuple(Slot(draw(_names), at) for at in draw(_times))
    return tuple(Slot(draw(_names)) for _ in range(draw(st.integers(1, 5))))


@st.composite
def _schedules(draw):
    kind = draw(st.sampled_from(ScheduleKind))
    counts = draw(st.booleans())
    if kind is ScheduleKind.DAYS:
        slots = draw(_slots())
        rhythm = draw(st.sampled_from(({}, {"every_days": 3, "offset": 1}, {"weekdays": (0, 4)},
                                       {"weekdays": (1,), "every_weeks": 2}, {"every_days": 2, "weekdays": (2, 3)})))  # fmt: skip
        least = draw(st.integers(1, len(slots) - 1)) if len(slots) > 1 and not rhythm and draw(st.booleans()) else None
        count = draw(st.none() | st.integers(1, 99))
        anchor = draw(st.sampled_from(({}, {"anchor_on": Anchor.PHASE}, {"anchor": date(2026, 2, 1)})))
        return Schedule(slots=slots, least=least, count=count, counts=counts, **rhythm, **anchor)
    if kind is ScheduleKind.QUOTA:
        low = draw(st.integers(2, 5))
        high = draw(st.none() | st.integers(low, 7))
        return Schedule(kind, quota=low, quota_max=high, window_days=draw(st.sampled_from((7, 10, 14))), counts=counts)
    if kind is ScheduleKind.HOURLY:
        between = draw(st.sampled_from((None, (time(8), time(21)))))
        return Schedule(kind, every_hours=draw(st.integers(1, 12)), between=between, counts=False)
    return Schedule(kind, text="when stiff")


@given(_schedules(), st.sampled_from(((None, None), (START, None), (START, date(2027, 3, 1)))))
@settings(max_examples=300, deadline=None)
def test_round_trip(schedule, bounds):
    """Any schedule a program can hold is the same after it was written and read again."""
    found = kept(schedule, *bounds)
    assert found.schedule == schedule
    assert (found.start, found.end) == bounds
