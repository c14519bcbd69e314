"""The tables of a program file as a `Program` without dates."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from hep_care.dose import Side
from hep_care.program import (
    Advance,
    AfterEnd,
    Phase,
    PhaseEntry,
    Prescription,
    Program,
    Status,
    Timings,
)
from hep_care.schedule import Schedule
from hep_sync.fhir.care_plan import MOST_WEEKS
from hep_sync.fhir.dose import MOST_REST_S
from hep_sync.programs.exercise_table import (
    LONGEST_ID,
    Usual,
    read_exercise,
    read_id,
    read_own_schedule,
    read_progression,
    read_symptom,
)
from hep_sync.programs.table import Table

MOST_EXERCISES = 5000
MOST_PHASES = 50
_LONGEST_PHASE = 12
_VERSION = re.compile(r"[A-Za-z0-9.-]{1,40}\Z")


def read_table(table: Table) -> tuple[Program, int | None, date | None]:
    """The program, how many weeks it lasts, and its first day where the file says one."""
    id = read_id(table, LONGEST_ID)
    symptom = read_symptom(table)
    progression = read_progression(table)
    schedule = read_own_schedule(table) or Schedule()
    phases, phase_schedules = _phases(table, id)
    exercises = table.tables("exercises", MOST_EXERCISES)
    if not exercises and "exercises" not in table:
        table.wrong("exercises", "is missing: a program has at least one [[exercises]]")
    usual = Usual(id, symptom, progression, schedule, phases, phase_schedules)
    orders = [order for one in exercises for order in read_exercise(one, usual)]
    _refuse_twins(table, orders, exercises)
    program = Program(
        id=id,
        title=table.text("title", limit=200) or id,
        version=_version(table),
        phases=phases,
        prescriptions=tuple(sorted(orders, key=lambda order: _place(order, phases))),
        precautions=table.texts("precautions"),
        stop_and_call=table.texts("stop_and_call"),
        phone=table.text("phone", limit=60),
        clinic=table.text("clinic", limit=200),
        therapist=table.text("therapist", limit=200),
        sample=table.yes("sample"),
        after_end=table.word("after_end", AfterEnd) or AfterEnd.ASK,
        self_progress=table.yes("self_progress"),
        min_gap_minutes=_gap(table),
        timings=_timings(table),
        notes=(*table.texts("notes"), *(f"Check: {text}" for text in table.texts("checks"))),
        affected=table.word("side", Side),
    )
    weeks, start = table.whole("weeks", 1, MOST_WEEKS), table.day("start")
    table.finish()
    return program, weeks, start


def _version(table: Table) -> str:
    value = table.get("version")
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else value
    if said is None:
        return "1"
    if not isinstance(said, str) or not _VERSION.match(said):
        table.wrong("version", "must be up to 40 letters, digits, dots and dashes")
        return "1"
    return said


def _gap(table: Table) -> int:
    gap = table.seconds("min_gap", 0, 24 * 3600)
    return 120 if gap is None else gap // 60


def _timings(table: Table) -> Timings:
    own = table.table("timings")
    if own is None:
        return Timings()
    keys = {
        "rep_s": "rep_time",
        "switch_s": "switch",
        "lead_in_s": "lead_in",
        "rest_s": "rest",
        "rep_rest_s": "rep_rest",
        "between_s": "between",
    }
    said = {
        name: own.seconds(key, 1 if key != "rep_rest" and key != "rest" else 0, MOST_REST_S)
        for name, key in keys.items()
    }
    own.finish()
    return replace(Timings(), **{name: value for name, value in said.items() if value is not None})


def _phases(table: Table, program: str) -> tuple[tuple[Phase, ...], dict[str, Schedule]]:
    phases: list[Phase] = []
    schedules: dict[str, Schedule] = {}
    for own in table.tables("phases", MOST_PHASES):
        before = phases[-1] if phases else None
        phase = _phase(own, program, before)
        if any(phase.id == other.id for other in phases):
            own.wrong("id", "is the id of an earlier phase too")
        schedule = read_own_schedule(own)
        if schedule is not None:
            schedules[phase.id] = schedule
        own.finish()
        phases.append(phase)
    return tuple(phases), schedules


def _phase(own: Table, program: str, before: Phase | None) -> Phase:
    id = read_id(own, _LONGEST_PHASE)
    said = own.word("entry", PhaseEntry)
    if before is None:
        entry = PhaseEntry.DATE
    elif said in (PhaseEntry.WEEKS, PhaseEntry.WORD):
        entry = said
    else:
        entry = PhaseEntry.WEEKS if before.weeks is not None and not before.criterion else PhaseEntry.WORD
    if said is PhaseEntry.DATE:
        own.wrong("entry", "must be weeks or word; the first phase begins with the program")
    if entry is PhaseEntry.WEEKS and before is not None and before.weeks is None:
        own.wrong("entry", "is weeks, and the phase before it does not say how many `weeks` it lasts")
    return Phase(
        id=f"{program}-{id}",
        name=own.text("name", limit=200) or id,
        entry=entry,
        weeks=own.whole("weeks", 1, MOST_WEEKS),
        advance=own.word("advance", Advance) or Advance.ASK,
        criterion=own.text("criterion"),
        status=Status.DRAFT if entry is PhaseEntry.WORD else Status.ACTIVE,
    )


def _refuse_twins(table: Table, orders: list[Prescription], exercises: list[Table]) -> None:
    counted = Counter(order.id for order in orders)
    twins = {order.exercise for order in orders if counted[order.id] > 1}
    seen: set[str] = set()
    for own in exercises:
        id = str(own.data.get("id"))
        if id in twins and id in seen:
            own.wrong("id", f"is {id!r}, which is the id of an earlier exercise too")
        seen.add(id)
    if twins and not table.problems.errors:
        table.wrong("exercises", f"has ids that become the same with their phases: {', '.join(sorted(twins))}")


def _place(order: Prescription, phases: tuple[Phase, ...]) -> int:
    return next((number for number, phase in enumerate(phases) if phase.id == order.phase), 0)
