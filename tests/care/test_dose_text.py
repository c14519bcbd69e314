"""Doses and schedules as a patient reads them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from hep_care.dose import (
    Dose,
    Floor,
    Kind,
    Load,
    LoadKind,
    RepsCounted,
    RepsMode,
    Side,
    SideDose,
    SideStyle,
    Unit,
)
from hep_care.dose_text import dose_short, dose_text, load_text, minutes_text, seconds_text, side_letter, side_word
from hep_care.schedule import Schedule, ScheduleKind, Slot
from hep_care.schedule_text import schedule_text

_HOLD = Dose(Kind.HOLD, sets=3, reps=10, hold_s=5, side=Side.LEFT, rest_s=60)
_BY_SET = Dose(Kind.HOLD, reps_per_set=(6, 4, 2), hold_s=10, rep_rest_s=3, rest_s=30, side=Side.EACH)
_TOTAL = Dose(Kind.REPS, reps=20, side=Side.EACH, reps_counted=RepsCounted.TOTAL)
_AT_LEAST = Dose(Kind.DURATION, duration_s=600, floor=Floor(300, Unit.SECONDS))
_UP_TO = Dose(Kind.REPS, reps=30, floor=Floor(1, Unit.REPS))


@pytest.mark.parametrize(
    ("dose", "short"),
    [
        (Dose(Kind.REPS, sets=3, reps=10), "3 × 10"),
        (Dose(Kind.REPS, sets=3, reps=8, reps_max=12), "3 × 8–12"),
        (Dose(Kind.REPS, sets=2, sets_max=3, reps=10), "2–3 × 10"),
        (Dose(Kind.REPS, reps=10), "10 reps"),
        (Dose(Kind.REPS, sets=3, reps_mode=RepsMode.AMRAP), "3 × as many as you can"),
        (Dose(Kind.HOLD, reps=10, hold_s=10), "10 × 10 s"),
        (Dose(Kind.HOLD, reps=2, hold_s=30), "2 × 30 s"),
        (Dose(Kind.HOLD, sets=5, reps=1, hold_s=45), "5 × 45 s"),
        (_HOLD, "3 × 10 × 5 s"),
        (_BY_SET, "6-4-2 × 10 s"),
        (Dose(Kind.DURATION, duration_s=300), "5 min"),
        (Dose(Kind.DURATION, sets=3, duration_s=30), "3 × 30 s"),
        (Dose(Kind.DISTANCE, distance_m=Decimal("20.0")), "20 m"),
        (Dose(Kind.COMPLETION), "once"),
        (_TOTAL, "20 total"),
        (_UP_TO, "up to 30 reps"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dose_is_short_in_a_list(dose: Dose, short: str) -> None:
    """The amount fits a narrow column and is exact."""
    assert dose_short(dose) == short
    assert len(short) <= 22


@pytest.mark.parametrize(
    ("dose", "text"),
    [
        (_HOLD, "3 × 10, hold 5 s, left side, rest 60 s between sets"),
        (_BY_SET, "6-4-2 reps, hold 10 s, each side, rest 3 s between reps, rest 30 s between sets"),
        (_TOTAL, "20 reps, in total, half of it on each side"),
        (_AT_LEAST, "10 min, as far as you can, 5 min is enough"),
        (_UP_TO, "30 reps, as far as you can, any amount counts"),
        (
            Dose(Kind.REPS, sets=4, reps=6, reps_max=15, tempo=(3, 0, 3), rest_s=120, side=Side.EACH,
                 style=SideStyle.ALTERNATE_SETS, load=Load(LoadKind.KG, Decimal("10.0")), effort_max=6),
            "4 × 6–15, each side, sides take turns set by set, 10 kg, tempo 3-0-3, rest 2 min between sets, "
            "effort at most 6 of 10",
        ),
        (
            Dose(Kind.REPS, reps=15, side=Side.EACH, side_doses=(SideDose(Side.RIGHT, sets=1, reps=10),), pain_max=4),
            "15 reps, each side, stop above pain 4 of 10, right: 1 set, 10 reps",
        ),
        (
            Dose(Kind.DURATION, sets=2, duration_s=60, bpm=120, switch_s=5, lead_in_s=10, between_s=0),
            "2 × 60 s, no rest before the next exercise, 5 s to change sides, 10 s to get ready, 120 beats a minute",
        ),
        (
            Dose(Kind.REPS, sets=3, reps=10, rep_s=2, set_labels=("forward-back", "circles"), start_side=Side.RIGHT),
            "3 × 10, start with the right, 2 s a rep, sets: forward-back, circles",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_dose_is_told_in_full(dose: Dose, text: str) -> None:
    """Everything that was prescribed is in the line, and nothing that was not."""
    assert dose_text(dose) == text


@pytest.mark.parametrize(
    ("load", "text"),
    [
        (Load(LoadKind.BAND, colour="red"), "red band"),
        (Load(LoadKind.BAND, colour="red", maker="TheraBand"), "red band (TheraBand)"),
        (Load(LoadKind.KG, Decimal("10.00")), "10 kg"),
        (Load(LoadKind.KG, Decimal("2.50"), text="ankle weight"), "2.5 kg ankle weight"),
        (Load(LoadKind.LB, Decimal(100)), "100 lb"),
        (Load(LoadKind.PERCENT, Decimal(70)), "70 % of your greatest effort"),
        (Load(LoadKind.BODY_WEIGHT), "body weight"),
        (Load(LoadKind.TEXT, text="level 2"), "level 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_load_keeps_its_unit(load: Load, text: str) -> None:
    """Kilograms stay kilograms and pounds pounds, without zeros at the end."""
    assert load_text(load) == text


def test_times_are_said_as_people_say_them() -> None:
    """Seconds up to a minute, then minutes and hours; what is left of a day's work is rounded to minutes."""
    assert [seconds_text(n) for n in (0, 45, 60, 90, 300, 4200)] == [
        "0 s", "45 s", "60 s", "1 min 30 s", "5 min", "1 h 10 min",
    ]  # fmt: skip
    assert [minutes_text(n) for n in (0, 59, 60, 480, 89, 90)] == [
        "under a minute", "under a minute", "1 min", "8 min", "1 min", "2 min",
    ]  # fmt: skip


def test_a_side_is_told_in_words_and_letters() -> None:
    """Every side has its word and letter, and the affected one is pointed out."""
    assert [side_letter(side) for side in Side] == ["", "L", "R", "B", "L+R"]
    assert [side_word(side) for side in Side] == ["", "left", "right", "both together", "each side"]
    assert side_word(Side.LEFT, Side.LEFT) == "left (the affected side)"
    assert side_word(Side.LEFT, Side.RIGHT) == "left"
    assert side_word(Side.EACH, Side.EACH) == "each side"


_THREE = (Slot("morning"), Slot("midday"), Slot("evening"))


@pytest.mark.parametrize(
    ("schedule", "text"),
    [
        (Schedule(), "once a day"),
        (Schedule(slots=_THREE), "3 times a day (morning, midday, evening)"),
        (Schedule(slots=(Slot("bedtime"),)), "once a day (bedtime)"),
        (Schedule(slots=(Slot(), Slot())), "twice a day"),
        (Schedule(slots=(Slot(),) * 4, least=3), "3 to 4 times a day"),
        (Schedule(every_days=2), "every other day"),
        (Schedule(every_days=3, slots=(Slot(), Slot())), "twice a day, every 3 days"),
        (Schedule(weekdays=(4, 0, 2)), "Mon, Wed and Fri"),
        (Schedule(weekdays=(1,), every_weeks=2), "Tue, every other week"),
        (Schedule(slots=(Slot(at=time(7, 30)), Slot(at=time(20)))), "at 7:30 and 20:00"),
        (Schedule(slots=(Slot(at=time(7, 30)),), weekdays=(0,)), "at 7:30 Mon"),
        (Schedule(dates=(date(2026, 3, 4), date(2026, 3, 1))), "on 1 Mar 2026 and 4 Mar 2026"),
        (Schedule(count=12), "once a day, 12 times in all"),
        (Schedule(counts=False), "once a day, as a habit"),
        (Schedule(ScheduleKind.QUOTA, quota=5), "any 5 days of 7"),
        (Schedule(ScheduleKind.QUOTA, quota=2, quota_max=3), "any 2 to 3 days of 7"),
        (Schedule(ScheduleKind.QUOTA, quota=1), "any 1 day of 7"),
        (Schedule(ScheduleKind.HOURLY, between=(time(8), time(21))), "every hour from 8:00 to 21:00, as a habit"),
        (Schedule(ScheduleKind.HOURLY, every_hours=2), "every 2 hours while you are awake, as a habit"),
        (Schedule(ScheduleKind.AS_NEEDED, text="when stiff"), "when needed: when stiff"),
        (Schedule(ScheduleKind.AS_NEEDED), "when needed"),
        (Schedule(ScheduleKind.UNSUPPORTED, text="at full moon"), "at full moon"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_schedule_is_told_in_words(schedule: Schedule, text: str) -> None:
    """Every family of schedules reads as a patient would say it."""
    assert schedule_text(schedule) == text
