"""What changed in a plan is told in words a patient understands, with the therapist's own reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hep_care.dose import Dose, Kind
from hep_care.plan_changes import ChangeKind, change_line, lines_asked, plan_changes
from hep_care.program import Prescription, Program, Status
from hep_care.schedule import Schedule, ScheduleKind

DAY = date(2026, 3, 4)


def order(id: str, reps: int = 10, **more: object) -> Prescription:
    """One exercise, every day."""
    made = Prescription(id, "1", id, id.title(), Dose(Kind.REPS, sets=3, reps=reps), Schedule(ScheduleKind.DAYS))
    return replace(made, **more)  # type: ignore[arg-type]


def plan(*orders: Prescription) -> Program:
    """A plan that holds since February."""
    return Program("plan", "Plan", start=date(2026, 2, 1), prescriptions=orders)


def test_what_is_new_other_and_gone_is_told_once_each() -> None:
    """An exercise that is as it was is not mentioned."""
    before = plan(order("bridge"), order("clam"), order("plank"))
    after = plan(
        order("bridge", 12, reason="You are stronger."),
        order("clam"),
        order("plank", status=Status.REVOKED, reason="Your back was sore."),
        order("squat"),
    )

    found = plan_changes(before, after, DAY)

    assert [(one.kind, one.name) for one in found] == [
        (ChangeKind.NEW, "Squat"),
        (ChangeKind.CHANGED, "Bridge"),
        (ChangeKind.GONE, "Plank"),
    ]
    assert change_line(found[1]) == "Bridge: 3 × 12 (was: 3 × 10). “You are stronger.”"
    assert change_line(found[2]) == "No longer: Plank. “Your back was sore.”"


def test_the_same_plan_has_no_news() -> None:
    """Nothing is told where nothing changed, nor where there is no plan."""
    assert plan_changes(plan(order("bridge")), plan(order("bridge")), DAY) == ()
    assert plan_changes(None, None, DAY) == ()


def test_an_exercise_on_hold_is_not_lost() -> None:
    """It says that it is for now."""
    (change,) = plan_changes(plan(order("bridge")), plan(order("bridge", status=Status.ON_HOLD)), DAY)

    assert change.words == "On hold for now: Bridge."


def test_a_plan_that_has_not_begun_is_compared_by_its_first_day() -> None:
    """What begins on Monday is told today."""
    later = replace(plan(order("bridge", start=date(2026, 3, 9))), start=date(2026, 3, 9))

    assert list(lines_asked(later, DAY)) == ["bridge"]
    assert lines_asked(None, DAY) == {}
