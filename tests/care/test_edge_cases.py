"""Cases that simple trackers get wrong, each under a number of its own: here those that the rules of care decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from care.builders import (
    REPS,
    START,
    TWICE,
    amended,
    by_day,
    counter,
    days_of,
    done,
    entry,
    exercise,
    noon,
    on,
    program,
    quota,
    retracted,
    score_of,
    sets_of,
    skipped,
)  # fmt: skip
from hep_care.adherence import score
from hep_care.credit import ItemState, ItemStatus, day_states, line_of, share_done
from hep_care.day import LATE_DAYS, DayRules, local_date, resolve_wall
from hep_care.dose import Dose, Floor, Kind, Load, LoadKind, Side, Unit
from hep_care.due import day_plan
from hep_care.entry import Entry, EntryKind, Outcome, Reason, Source, Symptom, When, fold
from hep_care.phases import next_phase, span_on, spans
from hep_care.planned import as_planned
from hep_care.program import Phase, PhaseEntry, Program, Status, SymptomRule
from hep_care.schedule import Schedule, ScheduleKind, Slot

SLR = exercise()
KNEE = program(SLR)
CHICAGO = DayRules("America/Chicago")


def states(plan: Program, entries: list[Entry], day: date = START) -> list[ItemState]:
    """Every item of a day with its state."""
    return list(day_states(day_plan(plan, day), by_day(entries).get(day, []), plan))


def wall(text: str, zone: str = "America/Chicago") -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_case_05_twice_a_day_is_two_slots() -> None:
    """One of two sessions is half of the day and not the day."""
    p = exercise(schedule=TWICE)
    count = counter(program(p), [done(p, START)], on(1)).count(START)
    assert [s.status for s in states(program(p), [done(p, START)])] == [ItemStatus.DONE, ItemStatus.TODO]
    assert (count.due, count.done, count.credit) == (2, 1, Fraction(1, 2))


@pytest.mark.parametrize(("sessions", "credit"), [(2, Fraction(2, 3)), (3, Fraction(1)), (4, Fraction(1))])
def test_case_06_three_to_four_times_a_day(sessions: int, credit: Fraction) -> None:
    """Three are full credit, the fourth is done beyond it, and a fifth answers no session and lifts nothing."""
    p = exercise(schedule=Schedule(slots=(Slot(),) * 4, least=3))
    entries = [done(p, START, n) for n in range(1, sessions + 1)]
    assert counter(program(p), entries, on(1)).count(START).credit == credit
    fifth = [*entries, done(p, START, slot=None)]
    assert counter(program(p), fifth, on(1)).count(START) == counter(program(p), entries, on(1)).count(START)
    assert sum(s.status is ItemStatus.DONE for s in states(program(p), fifth)) == sessions


def test_case_07_hourly_habits_are_not_adherence() -> None:
    """Ankle pumps every hour are offered all day, and neither doing nor leaving them moves the count."""
    pumps = exercise("pump", Schedule(ScheduleKind.HOURLY, slots=(), between=(time(8), time(21))))
    plan = program(SLR, pumps)
    assert [item.prescription.id for item in day_plan(plan, START).anytime] == ["pump"]
    left = counter(plan, [done(SLR, START)], on(1)).count(START)
    pumped = counter(plan, [done(SLR, START), done(pumps, START, None)], on(1)).count(START)
    assert left == pumped
    assert (left.due, left.credit) == (1, 1)


def test_case_08_every_other_day_stays_on_its_grid() -> None:
    """A missed day does not move the next one: day 2 missed and done on day 3 leaves day 4 due."""
    p = exercise(schedule=Schedule(every_days=2))
    plan = program(p)
    assert [n for n in range(9) if day_plan(plan, on(n)).items] == [0, 2, 4, 6, 8]
    late = counter(plan, [done(p, START), done(p, on(3), slot=None)], on(9)).counts(START, on(4))
    assert [day.due for day in late] == [1, 0, 1, 0, 1]


def test_case_09_two_exercises_take_turns() -> None:
    """Heavy days and isometric days from one anchor: never both, never neither."""
    heavy = exercise("heavy", Schedule(every_days=2, anchor=START))
    hold = exercise("hold", Schedule(every_days=2, offset=1, anchor=START))
    due = [[item.prescription.id for item in day_plan(program(heavy, hold), on(n)).items] for n in range(60)]
    assert due == [["heavy"], ["hold"]] * 30


def test_case_10_five_a_week_misses_no_single_day() -> None:
    """No day is missed while the week is open; when it closes the missing sessions are, and only those."""
    p = exercise(schedule=quota(5))
    entries = [done(p, on(n), slot=None) for n in (0, 1)]
    assert [day.due for day in days_of(program(p), entries, on(6))] == [1, 1, 0, 0, 0, 0, 0]
    assert [day.due for day in days_of(program(p), entries, on(7))] == [1, 1, 0, 0, 1, 1, 1, 0]


def test_case_11_a_change_on_wednesday_leaves_the_days_before() -> None:
    """Monday and Tuesday stay scored on the old plan, Wednesday on uses the new, and the line goes on."""
    old = exercise("slr-1", TWICE, lineage="slr", valid_to=on(1), status=Status.REVOKED)
    new = exercise("slr-2", replace(TWICE, slots=TWICE.slots[:1]), lineage="slr", valid_from=on(2))
    entries = [done(old, START, 1), done(old, on(1), 1), done(old, on(1), 2), done(new, on(2), 1)]
    before = days_of(program(replace(old, valid_to=None, status=Status.ACTIVE)), entries[:3], on(2))[:2]
    after = days_of(program(old, new), entries, on(3))
    assert after[:2] == before
    assert [day.credit for day in after] == [Fraction(1, 2), 1, 1, 0]
    assert {line_of(e, program(old, new)) for e in entries} == {"slr"}


def test_case_13_work_on_an_earlier_plan_is_still_credited() -> None:
    """What was done offline against the old dose fills the session of the new one, measured by the dose it answered."""
    old = exercise("slr-1", lineage="slr", valid_to=on(0), status=Status.REVOKED)
    new = exercise("slr-2", dose=replace(REPS, reps=20), lineage="slr", valid_from=on(1))
    plan = program(old, new)
    offline = done(old, on(2), reps=(10, 10, 10))
    (state,) = states(plan, [offline], on(2))
    assert (state.item.prescription.id, state.status, state.share) == ("slr-2", ItemStatus.DONE, 1)
    assert state.records[0].entry.prescription == "slr-1"


def test_case_15_a_session_over_midnight_is_one_date() -> None:
    """23:50 to 00:10 belongs to the date of its start, at the usual rollover and at midnight."""
    started = wall("2026-03-04T23:50:00")
    assert local_date(started, CHICAGO) == local_date(started, DayRules(CHICAGO.zone, 0)) == date(2026, 3, 4)
    ended = wall("2026-03-05T00:10:00")
    session = done(SLR, local_date(started, CHICAGO), at=started, ended=ended, logged_at=ended)
    assert list(by_day([session])) == [date(2026, 3, 4)]


def test_case_16_before_bed_is_the_day_before() -> None:
    """00:40 counts for the day that is ending; 04:00 is the new one."""
    assert local_date(wall("2026-03-05T00:40:00"), CHICAGO) == date(2026, 3, 4)
    assert local_date(wall("2026-03-05T04:00:00"), CHICAGO) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("zone", "forward", "back", "skipped_wall", "resumes", "doubled_wall"),
    [
        ("America/Chicago", date(2026, 3, 8), date(2026, 11, 1), time(2, 30), time(3), time(1, 30)),
        ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25), time(2, 30), time(3), time(2, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5), time(2, 15), time(2, 30), time(1, 45)),
    ],
)
def test_case_17_clock_changes(
    zone: str, forward: date, back: date, skipped_wall: time, resumes: time, doubled_wall: time
) -> None:
    """A skipped time is the moment the clocks jump to, a doubled one is one moment, and every other day is dates."""
    here = ZoneInfo(zone)
    at = resolve_wall(datetime.combine(forward, skipped_wall), here)
    assert (at.astimezone(here).date(), at.astimezone(here).time()) == (forward, resumes)
    doubled = resolve_wall(datetime.combine(back, doubled_wall), here)
    assert doubled.utcoffset() == datetime.combine(back, time(0), here).utcoffset()
    for change in (forward, back):
        p = exercise(schedule=Schedule(every_days=2), start=change - timedelta(days=3))
        days = [change + timedelta(days=n) for n in range(-3, 5)]
        assert [bool(day_plan(program(p, start=None), day).items) for day in days] == [True, False] * 4


def test_case_18_a_flight_neither_loses_nor_doubles_a_day() -> None:
    """Each entry keeps the date it was logged under, and every day of the journey is done once, in both directions."""
    west = [("Asia/Tokyo", "2026-03-02T21:00:00"), ("America/Los_Angeles", "2026-03-03T08:00:00"),
            ("America/Los_Angeles", "2026-03-04T08:00:00")]  # fmt: skip
    east = [("America/Los_Angeles", "2026-03-02T08:00:00"), ("Asia/Tokyo", "2026-03-03T21:00:00"),
            ("Asia/Tokyo", "2026-03-04T08:00:00")]  # fmt: skip
    for journey in (west, east):
        entries = []
        for zone, clock in journey:
            moment = wall(clock, zone)
            day = local_date(moment, DayRules(zone))
            entries.append(done(SLR, day, at=moment, logged_at=moment, zone=zone))
        assert [day.credit for day in days_of(KNEE, entries, on(2))] == [1, 1, 1]
        assert [e.date for e in entries] == [on(0), on(1), on(2)]


def test_case_19_yesterday_added_today() -> None:
    """It counts for yesterday, says when it was logged and how, and seven days back is the limit."""
    late = done(SLR, START, logged_at=noon(on(1)), source=Source.BACK_FILLED)
    days = days_of(KNEE, [late], on(2))
    assert [day.credit for day in days] == [1, 0, 0]
    (record,) = fold([late])
    assert record.entry.date < record.entry.logged_at.date()
    assert record.entry.source is Source.BACK_FILLED
    assert LATE_DAYS == 7


def test_case_20_stopped_for_pain_is_excused_and_not_failed() -> None:
    """Two of three sets and a pain reading are partial; the exercise leaves the count, the other one stays in it."""
    other = exercise("walk")
    plan = program(SLR, other)
    stopped = done(SLR, START, reps=(10, 10), status=Outcome.PARTIAL, reason=Reason.PAIN, symptoms=(Symptom(6),))
    slr, _ = states(plan, [stopped])
    assert (slr.status, slr.excused, slr.share) == (ItemStatus.PARTIAL, True, Fraction(2, 3))
    assert slr.records[0].entry.pain == 6
    count = counter(plan, [stopped, done(other, START)], on(1)).count(START)
    assert (count.due, count.credit, count.shown_up) == (1, 1, True)
    alone = counter(program(SLR), [stopped], on(1)).count(START)
    assert (alone.credit, alone.excused) == (None, True)


@pytest.mark.parametrize("reason", list(Reason))
def test_case_23_which_reasons_freeze_the_score(reason: Reason) -> None:
    """A day skipped for pain, illness or told rest leaves a perfect score; any other reason is a missed day."""
    kept = [done(SLR, on(n)) for n in range(14)]
    value = score_of(KNEE, [*kept, skipped(SLR, on(14), reason)], on(15)).value
    freezes = reason in (Reason.PAIN, Reason.ILL, Reason.TOLD_TO_REST)
    assert value == (100 if freezes else Decimal("90.8"))


@pytest.mark.parametrize(("reps", "share"), [(1, Fraction(1, 3)), (3, 1), (4, 1), (10, 1)])
def test_case_24_as_tolerated_is_full_from_its_floor(reps: int, share: Fraction) -> None:
    """Three of ten at a floor of three is full credit, and more is not more."""
    dose = Dose(Kind.REPS, reps=10, floor=Floor(3, Unit.REPS))
    assert share_done(done(exercise(dose=dose), START, reps=(reps,))) == share


def test_case_25_more_than_prescribed_is_full_and_no_more() -> None:
    """Twice the dose, and the dose again beside its session, count as the dose."""
    assert share_done(done(SLR, START, reps=(20, 20, 20))) == 1
    entries = [done(SLR, START, reps=(20, 20, 20)), done(SLR, START, slot=None), done(SLR, START)]
    count = counter(KNEE, entries, on(1)).count(START)
    assert (count.due, count.done, count.credit) == (1, 1, 1)


def test_case_26_the_band_really_used_stands_beside_the_prescribed_one() -> None:
    """A patient who changes the colour changes the set; the dose it answered keeps the prescribed band."""
    red, green = Load(LoadKind.BAND, colour="red"), Load(LoadKind.BAND, colour="green", maker="other")
    dose = replace(REPS, load=red)
    sets = tuple(replace(one, load=green) for one in sets_of(10, 10, 10))
    used = done(exercise(dose=dose), START, sets=sets)
    assert used.dose is not None
    assert (used.dose.load, used.sets[0].load) == (red, green)
    assert share_done(used) == 1


def test_case_27_a_mistake_is_undone_by_a_later_entry() -> None:
    """A withdrawal takes it out of the count and a correction puts it right; both leave what was said readable."""
    wrong = done(SLR, START)
    assert counter(KNEE, [wrong, retracted(wrong)], on(1)).count(START).credit == 0
    right = amended(wrong, sets=sets_of(10, 10), status=Outcome.PARTIAL)
    assert counter(KNEE, [wrong, right], on(1)).count(START).credit == Fraction(2, 3)
    assert fold([wrong, right])[0].log == (wrong, right)


def test_case_31_the_same_exercise_twice_in_a_program() -> None:
    """Mobility in the morning and strength at night are two lines: one done leaves the other to do."""
    am, pm = exercise("bridge-am", exercise="bridge"), exercise("bridge-pm", exercise="bridge")
    plan = program(am, pm)
    assert [s.status for s in states(plan, [done(pm, START)])] == [ItemStatus.TODO, ItemStatus.DONE]
    assert counter(plan, [done(pm, START)], on(1)).count(START).credit == Fraction(1, 2)


def test_case_32_a_symptom_that_is_not_pain() -> None:
    """Dizziness is read before and after on its own scale, and is nobody's pain."""
    rule = SymptomRule(scale="dizziness_0_10", ceiling=5, baseline_first=True)
    before, after = Symptom(2, rule.scale, When.BEFORE), Symptom(5, rule.scale, When.AFTER)
    p = exercise(symptom_rule=rule)
    entry_of_it = done(p, START, symptoms=(before, after))
    assert entry_of_it.pain is None
    assert {s.when: s.value for s in entry_of_it.symptoms} == {When.BEFORE: 2, When.AFTER: 5}
    assert p.symptom_rule is not None
    assert p.symptom_rule.baseline_first


def test_case_33_two_devices_and_one_slot() -> None:
    """Both entries are kept, the day is done once, and both devices count the same whatever came first."""
    laptop = done(SLR, START, device="laptop", reps=(10, 10))
    phone = done(SLR, START, device="phone", reps=(10, 10, 10))
    here, there = [laptop, phone], [phone, replace(laptop), laptop]
    (state,) = states(KNEE, here)
    assert len(fold(here)) == len(fold(there)) == len(state.records) == 2
    count = counter(KNEE, here, on(1)).count(START)
    assert (count.due, count.done, count.units) == (1, 1, 1)
    assert counter(KNEE, there, on(1)).count(START) == count


def test_case_36_a_phase_by_criterion_never_moves_by_itself() -> None:
    """However long and well the phase was done, the next one waits, and is there to be asked for."""
    first = Phase("one", "Protect", PhaseEntry.DATE, weeks=2, criterion="straight leg raise without lag")
    second = Phase("two", "Load", PhaseEntry.WORD, status=Status.DRAFT)
    plan = program(exercise(phase="one"), exercise("squat", phase="two"), phases=(first, second))
    run = spans(plan, on(365), lambda start, end, known_before: Fraction(1))
    assert [span.phase.id for span in run] == ["one"]
    assert next_phase(plan, span_on(run, on(365))) == second
    assert [item.prescription.id for item in day_plan(plan, on(365), run).items] == ["slr"]


def test_case_38_the_affected_side_is_known() -> None:
    """Which side was operated is kept with the prescription, beside the side that works."""
    p = exercise(dose=replace(REPS, side=Side.LEFT), affected=Side.LEFT)
    assert (p.dose.side, p.affected, p.dose.side.other) == (Side.LEFT, Side.LEFT, Side.RIGHT)


def test_case_39_kilograms_and_pounds_are_never_rounded_again() -> None:
    """A load stays in the unit and digits it was prescribed in through a completion and its corrections."""
    pounds = Load(LoadKind.LB, Decimal("7.50"))
    p = exercise(dose=replace(REPS, load=pounds))
    first = done(p, START, sets=as_planned(p.dose, lambda: "x", Source.TYPED))
    corrections = [first]
    for n in range(1, 6):
        corrections.append(amended(corrections[-1], n, note=str(n)))
    (record,) = fold(corrections)
    assert {one.load for one in record.entry.sets} == {pounds}
    assert all(str(one.load.value) == "7.50" for one in record.entry.sets if one.load)


def test_case_40_a_redo_replaces_by_amendment() -> None:
    """The corrected completion is one record, done once, with its sets under the same ids."""
    wrong = done(SLR, START, reps=(10, 1, 10))
    right = amended(wrong, sets=sets_of(10, 10, 10))
    (record,) = fold([wrong, right])
    assert [one.id for one in record.entry.sets] == [one.id for one in wrong.sets]
    assert share_done(record.entry) == 1
    missed = skipped(SLR, on(1), Reason.NO_TIME)
    redone = amended(missed, status=Outcome.COMPLETE, reason=None, sets=sets_of(10, 10, 10))
    days = days_of(KNEE, [wrong, right, missed, redone], on(2))
    assert [day.credit for day in days] == [1, 1, 0]
    assert score(days, on(2)).done_days == 2


def test_symptoms_alone_change_no_count() -> None:
    """A reading on its own, the next morning, neither is work nor answers a session."""
    reading = entry(EntryKind.SYMPTOM, START, symptoms=(Symptom(4, when=When.NEXT_MORNING),), exercise=SLR.id, slot=1)
    assert counter(KNEE, [reading], on(1)).count(START) == counter(KNEE, [], on(1)).count(START)
