"""The sample programs as they are offered: what each is for, and how much of a day it takes."""

from __future__ import annotations

from datetime import date

from hep_care.dose import Dose
from hep_care.due import day_plan
from hep_care.frozen import frozen
from hep_care.phases import Span
from hep_care.short_day import session_seconds

_FOR = {
    "acl-early": "a knee, just after its ligament was repaired",
    "rotator-cuff": "a shoulder that hurts when you lift the arm",
    "achilles-alfredson": "a sore heel cord",
    "lbp-big3": "a lower back that needs a steady trunk",
    "ankle-balance": "an ankle that was twisted",
    "frozen-shoulder": "a shoulder that has become stiff",
    "patellar-iso": "the tendon below the kneecap",
    "tkr-week1": "a new knee, in its first week",
    "neck-pain": "a stiff neck, from sitting",
    "vestibular-gaze": "dizziness when the head turns",
}


@frozen
class Offered:
    """One sample."""

    id: str
    title: str
    aim: str
    """What it is for, in plain words."""
    minutes: int
    """Of its first day, all sessions together."""
    sessions: int
    """Of its first day; 0 where it may be done at any time."""


def offered(day: date) -> tuple[Offered, ...]:
    """The samples that ship, as they would begin on a date."""
    from hep_sync.programs import sample_text, samples
    from hep_sync.programs.reader import ProgramErrors, dated, read_toml

    found = []
    for sample in samples():
        file = read_toml(sample_text(sample.id))
        # The samples ship with the program and are read in its tests; one that cannot be is not on offer.
        if isinstance(file, ProgramErrors):
            continue
        program = dated(file, day)
        first = (Span(program.phases[0], day),) if program.phases else ()
        plan = day_plan(program, day, first)
        sessions: list[list[Dose]] = [[item.prescription.dose for item in slot.items] for slot in plan.slots]
        if not sessions:
            sessions = [[item.prescription.dose for item in plan.anytime if item.prescription.schedule.countable]]
        seconds = sum(session_seconds(doses, program.timings) for doses in sessions)
        found.append(Offered(sample.id, sample.title, _FOR.get(sample.id, ""), (seconds + 30) // 60, len(plan.slots)))
    return tuple(found)
