"""What a program asks for on a local date."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from care.builders import START, TWICE, exercise, on, program, quota
from hep_care.due import DayPlan, day_plan, program_end, slot_exists, start_of
from hep_care.phases import Span
from hep_care.program import Phase, PhaseEntry, Prescription, Program, Status
from hep_care.schedule import Anchor, Schedule, ScheduleKind, Slot

PHASE = Phase("two", "two", PhaseEntry.DATE)
IN_PHASE = (Span(PHASE, on(7)),)


def due(plan: DayPlan) -> list[tuple[str, int | None]]:
    """Exercise and slot of everything with a session."""
    return [(item.prescription.id, item.slot) for item in plan.items]


def due_days(plan: Program, n: int = 28, spans: tuple[Span, ...] = ()) -> list[int]:
    """The days with anything due."""
    return [k for k in range(n) if day_plan(plan, on(k), spans).items]


def test_a_day_is_a_list_of_sessions() -> None:
    """Sessions hold the exercises in the program's order; one with fewer sessions is in the first ones only."""
    plan = day_plan(program(exercise("slr", TWICE), exercise("walk")), START)
    assert [(slot.number, slot.name) for slot in plan.slots] == [(1, "morning"), (2, "evening")]
    assert due(plan) == [("slr", 1), ("walk", 1), ("slr", 2)]


def test_a_session_has_its_time() -> None:
    """The wall time of a session is the one prescribed."""
    timed = Schedule(slots=(Slot("", time(7)), Slot("", time(20, 30))))
    assert [slot.at for slot in day_plan(program(exercise(schedule=timed)), START).slots] == [time(7), time(20, 30)]


@pytest.mark.parametrize(
    "schedule",
    [quota(5), Schedule(ScheduleKind.HOURLY), Schedule(ScheduleKind.AS_NEEDED), Schedule(ScheduleKind.UNSUPPORTED)],
)
def test_what_has_no_session_may_be_done_at_any_time(schedule: Schedule) -> None:
    """Quotas, habits, as-needed and unsupported timings stand outside the sessions, without a slot."""
    plan = day_plan(program(exercise(schedule=schedule)), START)
    assert plan.slots == ()
    assert [(item.prescription.id, item.slot) for item in plan.anytime] == [("slr", None)]


def test_a_day_before_the_program_says_when_it_begins() -> None:
    """Nothing is due before the start."""
    assert day_plan(program(exercise()), on(-1)) == DayPlan(on(-1), begins=START)


def test_the_last_day_belongs_to_the_program() -> None:
    """The end is inclusive with all its sessions; the day after says when the plan ended, and asks for nothing."""
    plan = program(exercise(schedule=TWICE), exercise("walk", quota(3)), end=on(9))
    assert due(day_plan(plan, on(9))) == [("slr", 1), ("slr", 2)]
    assert day_plan(plan, on(10)) == DayPlan(on(10), ended=on(9))


def test_a_program_ends_with_its_last_phase() -> None:
    """Where the program names no end, that of its last phase is it; an earlier phase ends nothing."""
    last = Phase("two", "two")
    plan = program(exercise(phase="two"), phases=(Phase("one", "one"), last))
    assert program_end(plan, (Span(plan.phases[0], START, on(6)),)) is None
    assert program_end(plan, (Span(plan.phases[0], START, on(6)), Span(last, on(7), on(20)))) == on(20)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ON_HOLD, Status.ENTERED_IN_ERROR, Status.UNKNOWN])
def test_only_an_active_plan_is_due(status: Status) -> None:
    """A draft, a plan on hold or one entered in error asks for nothing, and neither does such a prescription."""
    assert due_days(program(exercise(), status=status, end=on(27))) == []
    assert due_days(program(exercise(status=status))) == []


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.REVOKED])
def test_a_plan_that_was_ended_keeps_its_past(status: Status) -> None:
    """Days up to the end stay what they were, for a plan and for a prescription that was replaced."""
    assert due_days(program(exercise(), status=status, end=on(4))) == [0, 1, 2, 3, 4]
    assert due_days(program(exercise(status=status, valid_to=on(4)))) == [0, 1, 2, 3, 4]
    assert due_days(program(exercise(status=status))) == []


def test_a_past_day_is_worked_out_from_the_revision_of_that_day() -> None:
    """The old revision holds to its last day and the new one from its first; no day has both or neither."""
    old = exercise("slr-1", lineage="slr", valid_to=on(8), status=Status.REVOKED)
    new = exercise("slr-2", TWICE, lineage="slr", valid_from=on(9))
    plan = program(old, new)
    assert due(day_plan(plan, on(8))) == [("slr-1", 1)]
    assert due(day_plan(plan, on(9))) == [("slr-2", 1), ("slr-2", 2)]


def test_own_bounds_are_inclusive() -> None:
    """A prescription with a start and an end is due on both."""
    assert due_days(program(exercise(start=on(3), end=on(5)))) == [3, 4, 5]


def test_on_hold_keeps_the_rhythm() -> None:
    """After a break every other day goes on in the parity of the start."""
    rhythm = Schedule(every_days=2)
    before = exercise("a", rhythm, lineage="slr", start=START, valid_to=on(4))
    pause = exercise("a", rhythm, lineage="slr", start=START, valid_from=on(5), valid_to=on(9), status=Status.ON_HOLD)
    after = exercise("a", rhythm, lineage="slr", start=START, valid_from=on(10))
    assert due_days(program(before, pause, after), 15) == [0, 2, 4, 10, 12, 14]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"start": on(3)}, on(3)),
        ({"start": on(3), "phase": "two"}, on(3)),
        ({}, START),
        ({"phase": "two"}, START),
        ({"phase": "two", "schedule": Schedule(anchor_on=Anchor.PHASE)}, on(7)),
    ],
)
def test_where_a_rhythm_begins(more: dict[str, Any], wanted: date) -> None:
    """Its own start, else that of the phase where the schedule counts from it, else that of the program."""
    assert start_of(exercise(**more), program(), IN_PHASE[0]) == wanted


def test_without_any_start_the_revisions_first_day_is_it() -> None:
    """A stored date is used, never today; without one nothing is due."""
    assert start_of(exercise(valid_from=on(2)), program(start=None), None) == on(2)
    assert day_plan(program(exercise(), start=None), on(2)).items == ()


def test_an_exercise_of_a_phase_is_due_in_it_only() -> None:
    """Outside its phase it is not due; an exercise of no phase is due in all of them."""
    plan = program(exercise("slr", phase="two"), exercise("walk"), phases=(PHASE,))
    assert due(day_plan(plan, on(6), IN_PHASE)) == [("walk", 1)]
    assert due(day_plan(plan, on(7), IN_PHASE)) == [("slr", 1), ("walk", 1)]
    assert day_plan(plan, on(7), IN_PHASE).phase == PHASE


def test_every_other_day_from_the_phase_or_from_the_program() -> None:
    """The phase begins on day 7: counted from it the due days are odd, counted from the program even."""

    def days(anchor: Anchor) -> list[int]:
        p = exercise(schedule=Schedule(every_days=2, anchor_on=anchor), phase="two")
        return due_days(program(p, phases=(PHASE,)), 13, IN_PHASE)

    assert days(Anchor.PHASE) == [7, 9, 11]
    assert days(Anchor.PROGRAM) == [8, 10, 12]


@pytest.mark.parametrize("anchor", list(Anchor))
def test_sessions_are_counted_from_where_the_phase_begins(anchor: Anchor) -> None:
    """Three sessions of an exercise of the second phase are not used up by the days of the first one."""
    p = exercise(schedule=Schedule(count=3, anchor_on=anchor), phase="two")
    assert due_days(program(p, phases=(PHASE,)), 28, IN_PHASE) == [7, 8, 9]


def test_the_last_day_of_a_count_may_have_fewer_sessions() -> None:
    """Five sessions of twice a day leave the morning of the third day."""
    plan = program(exercise(schedule=Schedule(slots=TWICE.slots, count=5)))
    assert [len(day_plan(plan, on(n)).items) for n in range(4)] == [2, 2, 1, 0]


def test_the_name_most_exercises_give_names_the_session() -> None:
    """An exercise with a name of its own does not rename the session of the others."""
    noon = exercise("walk", Schedule(slots=(Slot("noon"),)))
    plan = day_plan(program(noon, exercise("slr", TWICE), exercise("row", TWICE)), START)
    assert [slot.name for slot in plan.slots] == ["morning", "evening"]


@pytest.mark.parametrize(("number", "wanted"), [(0, False), (1, True), (2, True), (3, False)])
def test_which_slots_exist(number: int, wanted: bool) -> None:
    """An exercise twice a day has the slots 1 and 2, on due days and others; a quota has none."""
    assert slot_exists(TWICE, number) == wanted
    assert not slot_exists(quota(5), number)


def test_the_same_day_gives_the_same_plan() -> None:
    """A plan follows from its arguments alone."""
    p: Prescription = exercise(schedule=Schedule(every_days=3))
    assert day_plan(program(p), on(3)) == day_plan(program(p), on(3))
