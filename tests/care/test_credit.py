"""How much of a dose was done, and how an item of a day stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import REPS, START, TWICE, by_day, done, entry, exercise, program, retracted, sets_of, skipped
from hep_care.credit import ItemState, ItemStatus, counted, day_states, line_of, prescribed_amount, share_done
from hep_care.dose import Dose, Floor, Kind, RepsCounted, RepsMode, Side, SideDose, Unit
from hep_care.due import day_plan
from hep_care.entry import EXCUSING, Entry, EntryKind, Outcome, PerformedSet, Reason
from hep_care.program import Program
from hep_care.schedule import Schedule, ScheduleKind, Slot

SLR = exercise(schedule=TWICE)
KNEE = program(SLR)
EACH = Dose(Kind.REPS, sets=3, reps=10, side=Side.EACH)
HOLD = Dose(Kind.HOLD, reps=10, hold_s=5)
STANCE = Dose(Kind.DURATION, sets=3, duration_s=30, side=Side.EACH)


def share(dose: Dose, *sets: PerformedSet, **more: Any) -> Fraction:
    """The share that sets make of a dose."""
    return share_done(done(exercise(dose=dose), START, sets=sets, **more))


def one(n: int = 1, side: Side = Side.NONE, **amount: Any) -> PerformedSet:
    """One set."""
    return PerformedSet(f"{side}{n}", n, side, **amount)


def states(entries: list[Entry], plan: Program = KNEE) -> tuple[ItemState, ...]:
    """The items of the first day."""
    return day_states(day_plan(plan, START), by_day(entries).get(START, []), plan)


@pytest.mark.parametrize(
    ("dose", "wanted"),
    [
        (REPS, 30),
        (EACH, 60),
        (replace(REPS, side=Side.LEFT), 30),
        (replace(REPS, side=Side.BOTH), 30),
        (replace(REPS, sets=2, sets_max=3, reps=8, reps_max=12), 16),
        (replace(EACH, reps_counted=RepsCounted.TOTAL), 30),
        (Dose(Kind.REPS, reps_per_set=(6, 4, 2)), 12),
        (Dose(Kind.HOLD, reps_per_set=(6, 4, 2), hold_s=10, side=Side.EACH), 240),
        (HOLD, 50),
        (STANCE, 180),
        (Dose(Kind.DISTANCE, sets=2, distance_m=Decimal("7.5")), 15),
        (replace(REPS, side=Side.EACH, side_doses=(SideDose(Side.LEFT, sets=2), SideDose(Side.RIGHT, sets=1))), 30),
        (replace(STANCE, side_doses=(SideDose(Side.RIGHT, duration_s=10),)), 120),
    ],
)
def test_full_credit_asks_for_the_lower_end_of_every_set_and_side(dose: Dose, wanted: int) -> None:
    """What is prescribed sums over sets and sides, with the lower end of a range and the dose of each side."""
    assert prescribed_amount(dose) == wanted


def test_repetitions_are_shared_out_over_all_sets() -> None:
    """Ten, ten and five of three times ten is five sixths, exactly."""
    assert share(REPS, *sets_of(10, 10, 5)) == Fraction(5, 6)


def test_one_side_of_two_is_half() -> None:
    """All sets of the left side, and none of the right, is half of the dose."""
    assert share(EACH, *sets_of(10, 10, 10, side=Side.LEFT)) == Fraction(1, 2)


def test_holds_count_repetitions_times_seconds_really_held() -> None:
    """Ten holds of three seconds instead of five are 30 of 50; ten of five are all of it."""
    assert share(HOLD, one(reps=10, seconds=3)) == Fraction(3, 5)
    assert share(HOLD, one(reps=5, seconds=5)) == Fraction(1, 2)
    assert share(HOLD, one(reps=10, seconds=5)) == 1


def test_a_hold_without_seconds_was_held_as_planned() -> None:
    """A patient who counts repetitions only is taken to have held them as long as prescribed."""
    assert share(HOLD, one(reps=5)) == Fraction(1, 2)


def test_time_and_distance_count_in_their_own_unit() -> None:
    """Seconds of a timed exercise and metres of a walk are shares of what was asked."""
    assert share(STANCE, one(seconds=30, side=Side.LEFT), one(seconds=15, side=Side.RIGHT)) == Fraction(1, 4)
    walk = Dose(Kind.DISTANCE, distance_m=Decimal(400))
    assert share(walk, one(metres=Decimal("100.5"))) == Fraction(201, 800)


@pytest.mark.parametrize("mode", [RepsMode.AMRAP, RepsMode.TO_FATIGUE])
def test_open_ended_work_is_done_with_any_of_it(mode: RepsMode) -> None:
    """As many as possible and to fatigue are done with one repetition, and not done with none."""
    dose = Dose(Kind.REPS, sets=3, reps_mode=mode)
    assert share(dose, one(reps=1)) == 1
    assert share(dose, one(reps=0)) == 0


def test_just_do_it_is_done_when_it_is_said() -> None:
    """An exercise with nothing to count is done by saying so."""
    assert share(Dose(Kind.COMPLETION)) == 1


@pytest.mark.parametrize(
    ("floor", "amount", "wanted"),
    [
        (Floor(10, Unit.REPS), {"reps": 10}, Fraction(1)),
        (Floor(10, Unit.REPS), {"reps": 13}, Fraction(1)),
        (Floor(10, Unit.REPS), {"reps": 5}, Fraction(1, 2)),
        (Floor(300, Unit.SECONDS), {"seconds": 300}, Fraction(1)),
        (Floor(300, Unit.SECONDS), {"seconds": 100}, Fraction(1, 3)),
        (Floor(60, Unit.SECONDS), {"reps": 3, "seconds": 10}, Fraction(1, 2)),
        (Floor(60, Unit.SECONDS), {"reps": 0, "seconds": 60}, Fraction(0)),
        (Floor(50, Unit.METRES), {"metres": Decimal(25)}, Fraction(1, 2)),
    ],
)
def test_as_tolerated_is_measured_against_its_floor(floor: Floor, amount: dict[str, Any], wanted: Fraction) -> None:
    """At the floor or above it is full credit; below it the share of the floor."""
    dose = Dose(Kind.DURATION, duration_s=600, floor=floor)
    assert share(dose, one(**amount)) == wanted


def test_a_complete_entry_without_sets_is_all_of_it() -> None:
    """A clinic that records only "done" is believed; a partial one without numbers lies between."""
    assert share(REPS) == 1
    assert 0 < share(REPS, status=Outcome.PARTIAL) < 1


def test_an_entry_is_measured_against_the_dose_it_answered() -> None:
    """The snapshot in the entry outranks today's dose; without one the prescription's dose is used."""
    answered = done(exercise(dose=replace(REPS, reps=5)), START, reps=(5, 5, 5))
    assert share_done(answered, REPS) == 1
    assert share_done(replace(answered, dose=None), REPS) == Fraction(1, 2)


def test_skips_and_symptoms_do_nothing() -> None:
    """Only a completion earns a share, and only one that was not skipped."""
    assert share_done(skipped(SLR, START, Reason.NO_TIME)) == 0
    assert share_done(entry(EntryKind.SYMPTOM, START)) == 0
    assert share(REPS, status=Outcome.SKIPPED) == 0


def test_an_entry_answers_its_own_slot() -> None:
    """A completion of the evening leaves the morning to do."""
    morning, evening = states([done(SLR, START, slot=2)])
    assert (morning.status, evening.status) == (ItemStatus.TODO, ItemStatus.DONE)


def test_extra_work_answers_no_slot() -> None:
    """Work logged without a slot leaves every session of the day as it was."""
    assert [s.status for s in states([done(SLR, START, slot=None)])] == [ItemStatus.TODO] * 2


def test_the_best_of_several_counts_and_not_their_sum() -> None:
    """Two thirds and one third in one slot are two thirds; the best record comes first."""
    state = states([done(SLR, START, reps=(10,)), done(SLR, START, reps=(10, 10))])[0]
    assert state.share == Fraction(2, 3)
    assert state.status is ItemStatus.PARTIAL
    assert [share_done(r.entry) for r in state.records] == [Fraction(2, 3), Fraction(1, 3)]


def test_a_withdrawn_entry_counts_no_more() -> None:
    """After a withdrawal the slot is to do again."""
    wrong = done(SLR, START)
    assert states([wrong, retracted(wrong)])[0].status is ItemStatus.TODO


@pytest.mark.parametrize("reason", list(Reason))
def test_which_reasons_excuse(reason: Reason) -> None:
    """Ill, told to rest and pain take an exercise out of the count; every other reason leaves it in as not done."""
    state = states([skipped(SLR, START, reason)])[0]
    assert state.excused == (reason in {Reason.ILL, Reason.TOLD_TO_REST, Reason.PAIN}) == (reason in EXCUSING)
    assert state.status is (ItemStatus.EXCUSED if state.excused else ItemStatus.SKIPPED)


def test_done_after_all_is_done() -> None:
    """A skip for illness followed by the whole dose is done and excuses nothing."""
    state = states([skipped(SLR, START, Reason.ILL), done(SLR, START)])[0]
    assert (state.status, state.excused) == (ItemStatus.DONE, False)


def test_of_three_to_four_the_best_three_count() -> None:
    """Three of four sessions are chosen by how much was done, and the fourth is not missed."""
    often = exercise(schedule=Schedule(slots=(Slot(),) * 4, least=3))
    plan = program(often)
    done_three = [done(often, START, slot=n) for n in (1, 3, 4)]
    assert counted(states(done_three, plan)) == {("slr", 1), ("slr", 3), ("slr", 4)}


def test_what_is_excused_or_uncountable_is_not_counted() -> None:
    """An excused session, an hourly habit and an exercise the clinic does not count stay outside."""
    pump = exercise("pump", Schedule(ScheduleKind.HOURLY, slots=()))
    walk = exercise("walk", Schedule(counts=False))
    plan = program(SLR, pump, walk)
    assert counted(states([skipped(SLR, START, Reason.ILL)], plan)) == {("slr", 2)}


def test_an_entry_of_an_earlier_revision_belongs_to_the_same_line() -> None:
    """The lineage of an entry is that of its prescription, whichever revision it answered."""
    old = exercise("slr-1", lineage="slr")
    new = exercise("slr-2", lineage="slr")
    assert line_of(done(old, START), program(old, new)) == "slr"


def test_an_entry_without_a_known_prescription_is_told_by_its_exercise() -> None:
    """The exercise decides where the prescription is unknown, and only where it is the exercise of one lineage."""
    entry_only = replace(done(SLR, START), prescription="gone", exercise="slr")
    assert line_of(entry_only, KNEE) == "slr"
    twin = exercise("slr-pm", exercise="slr")
    assert line_of(entry_only, program(SLR, twin)) is None
    assert line_of(replace(entry_only, exercise=None), KNEE) is None


@given(st.lists(st.integers(0, 500), max_size=8), st.integers(0, 500))
def test_more_work_never_lowers_a_share_nor_lifts_it_over_one(reps: list[int], more: int) -> None:
    """One more set leaves the share the same or greater, and always between 0 and 1."""
    without = share(REPS, *sets_of(0, *reps))
    with_more = share(REPS, *sets_of(0, *reps, more))
    assert 0 <= without <= with_more <= 1


@given(st.integers(1, 6), st.integers(1, 30), st.sampled_from([Side.NONE, Side.LEFT, Side.BOTH, Side.EACH]))
def test_exactly_what_was_prescribed_is_exactly_one(sets: int, reps: int, side: Side) -> None:
    """Every set on every side done as prescribed is 1, and one repetition less is not."""
    dose = Dose(Kind.REPS, sets=sets, reps=reps, side=side)
    work = [one(n, s, reps=reps) for s in dose.sides() for n in range(1, sets + 1)]
    assert share(dose, *work) == 1
    assert share(dose, replace(work[0], reps=reps - 1), *work[1:]) < 1
