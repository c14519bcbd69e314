"""One exercise of a program file, and what it shares with the program: symptom rule, progression, schedule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from hep_care.entry import PAIN
from hep_care.frozen import frozen
from hep_care.program import Cue, CueType, Phase, Prescription, Priority, SymptomRule
from hep_care.schedule import Schedule, ScheduleKind
from hep_sync.fhir import codes
from hep_sync.programs.dose_table import read_dose
from hep_sync.programs.schedule_table import read_schedule
from hep_sync.programs.table import Table

LONGEST_ID = 24
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")


@frozen
class Usual:
    """What an exercise has where it says nothing itself."""

    program: str
    symptom: SymptomRule | None
    progression: tuple[str, ...]
    schedule: Schedule
    phases: tuple[Phase, ...]
    phase_schedules: Mapping[str, Schedule]


def read_id(table: Table, longest: int) -> str:
    """The id of a table: small letters, digits and dashes."""
    said = table.text("id", limit=100)
    if not said and "id" not in table:
        table.wrong("id", "is missing")
    elif not _ID.match(said) or len(said) > longest:
        table.wrong("id", f"is {said!r}; it must be up to {longest} small letters, digits and dashes")
    return said or "program"


def read_symptom(table: Table) -> SymptomRule | None:
    """The symptom rule of a program or an exercise."""
    own = table.table("symptom")
    if own is None:
        return None
    rule = SymptomRule(
        scale=own.text("scale", limit=60) or PAIN,
        ceiling=own.whole("ceiling", 0, 10),
        settle=own.text("settle", limit=200),
        baseline_first=own.yes("baseline_first"),
        mild_expected=own.yes("mild_expected"),
        asks=own.yes("asks"),
        easier=own.text("easier", limit=400),
    )
    own.finish()
    return rule


def read_progression(table: Table) -> tuple[str, ...]:
    """Each step as a sentence, from a text or from `when` and `ask`."""
    value = table.get("progression")
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return tuple(_step(own) for own in table.tables("progression", 50))
    return table.texts("progression")


def _step(own: Table) -> str:
    when, ask = own.text("when", limit=400), own.text("ask", limit=400)
    own.finish()
    if not when or not ask:
        own.wrong("when" if not when else "ask", "is missing: a step says `when` it may come and what to `ask` for")
    return f"When {when}, ask your therapist: {ask}"


def read_own_schedule(table: Table) -> Schedule | None:
    """The schedule of a program, a phase or an exercise, where it has one."""
    own = table.table("schedule")
    return None if own is None else read_schedule(own)


def read_exercise(own: Table, usual: Usual) -> list[Prescription]:
    """One prescription, or one for each phase the exercise belongs to."""
    id = read_id(own, LONGEST_ID)
    name = own.text("name", limit=200) or id
    dose, said = read_dose(own, name)
    schedule = read_own_schedule(own) or said
    lineage = own.text("lineage", limit=60) or id
    rule = read_symptom(own) if "symptom" in own else usual.symptom
    order = Prescription(
        id=f"{usual.program}-{id}",
        version="",
        exercise=id,
        name=name,
        dose=dose,
        schedule=schedule or usual.schedule,
        lineage=str(uuid5(NAMESPACE_URL, f"{codes.BASE}/lineage/{usual.program}/{lineage}")),
        cues=_cues(own),
        precautions=own.texts("precautions"),
        purpose=own.text("purpose", limit=400),
        equipment=own.texts("equipment"),
        gate=own.text("gate", limit=400),
        symptom_rule=rule,
        priority=own.word("priority", Priority) or Priority.CORE,
        progression=read_progression(own),
        instruction=own.text("instruction", lines=True),
    )
    phases = _phases_of(own, usual)
    own.finish()
    if not order.progression and order.schedule.kind is not ScheduleKind.AS_NEEDED:
        order = replace(order, progression=usual.progression)
    if not usual.phases:
        return [order]
    return [_in_phase(order, phase, schedule, usual) for phase in phases]


def _in_phase(order: Prescription, phase: str, own: Schedule | None, usual: Usual) -> Prescription:
    schedule = own or usual.phase_schedules.get(phase) or usual.schedule
    return replace(order, id=f"{phase}-{order.exercise}", phase=phase, schedule=schedule)


def _phases_of(own: Table, usual: Usual) -> tuple[str, ...]:
    """Ids of the phases an exercise names; all of them where it names none."""
    known = tuple(phase.id for phase in usual.phases)
    if "phases" not in own:
        return known
    named: list[str] = []
    for number, said in enumerate(own.texts("phases"), 1):
        if f"{usual.program}-{said}" in known:
            named.append(f"{usual.program}-{said}")
        else:
            own.wrong(f"phases[{number}]", f"is {said!r}, which is not the id of a phase of this program")
    return tuple(dict.fromkeys(named))


def _cues(own: Table) -> tuple[Cue, ...]:
    """Texts, or tables of one key that says what the cue is about: { safety = "stop at 90 degrees" }."""
    value = own.get("cues")
    listed = value if isinstance(value, list) else [] if value is None else [value]
    made: list[Cue] = []
    for number, item in enumerate(listed[:100], 1):
        key = f"cues[{number}]"
        if isinstance(item, str):
            made.append(Cue(Table({key: item}, own.path, own.problems).text(key)))
        elif isinstance(item, dict) and len(item) == 1:
            [(about, text)] = item.items()
            kind = Table({key: about}, own.path, own.problems).word(key, CueType)
            made.append(Cue(Table({key: text}, own.path, own.problems).text(key), kind or CueType.MOVEMENT))
        else:
            own.wrong(key, 'must be a text, or one such as { safety = "stop at 90 degrees" }')
    return tuple(cue for cue in made if cue.text)
