"""Exercises typed from a paper sheet, line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from hep_care.dose_line import Understood
from hep_care.plain_text import plain_text
from hep_care.program import Prescription, Program
from hep_care.schedule import Schedule
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.plan_versions import stamped
from hep_tui.diary.programs import take_resources

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

SHEET = "my-sheet"
TITLE = "My sheet"
ONCE_A_DAY = Schedule()
"""What a line means that says nothing about when."""


def program_of_lines(title: str, lines: Sequence[Understood], start: date) -> Program:
    """The program of a whole sheet.

    Raises `RefusedError` for a sheet without a line.
    """
    if not lines:
        raise RefusedError("The sheet has no line yet.")
    made: list[Prescription] = []
    for line in lines:
        made.append(_prescription(line, [p.exercise for p in made], start, f"{SHEET}-"))
    return Program(SHEET, plain_text(title.strip(), limit=100) or TITLE, start=start, prescriptions=tuple(made))


def add_line(diary: Diary, line: Understood) -> Prescription:
    """Add one line to the present program, or begin a sheet with it."""
    from hep_sync.fhir.care_plan_write import write_program
    from hep_sync.fhir.service_request_write import write_order

    course = diary.course()
    if course is None:
        program = program_of_lines(TITLE, [line], diary.today)
        take_resources(diary, stamped(diary, write_program(program)), program.id, replace=False)
        return program.prescriptions[0]
    program = course.program
    used = [p.exercise for p in program.prescriptions]
    begins = max(diary.today, program.start or diary.today)
    added = _prescription(line, used, begins, f"{program.id}-")
    order = write_order(added, patient=program.patient or "me", plan=program.id, authored=diary.today)
    plan = _plan_with(diary, program.id, added)
    take_resources(diary, stamped(diary, [plan, order]), program.id, replace=False)
    return added


def _plan_with(diary: Diary, id: str, added: Prescription) -> dict[str, object]:
    """The program's newest CarePlan with one more order at its end."""
    plans = [json.loads(r.raw) for r in diary.store.resources("CarePlan") if r.id == id]
    plan: dict[str, object] = plans[-1]
    activity = plan.get("activity")
    known = list(activity) if isinstance(activity, list) else []
    reference = {"reference": f"ServiceRequest/{added.id}", "display": added.name}
    return {**plan, "activity": [*known, {"reference": reference}]}


def _prescription(line: Understood, used: Sequence[str], start: date, prefix: str) -> Prescription:
    exercise = _free_id(line.name, used)
    return Prescription(
        f"{prefix}{exercise}"[:64],
        "1",
        exercise,
        line.name,
        line.dose,
        line.schedule or ONCE_A_DAY,
        start=start,
        gate=line.note,
    )


def _free_id(name: str, used: Sequence[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "exercise"
    id, number = base, 2
    while id in used:
        id, number = f"{base}-{number}", number + 1
    return id
