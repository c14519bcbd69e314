"""What is due on a local date: the day's sessions, and what may be done at any time.

A day is worked out from the revisions in force on it, so a past day stays what it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from hep_care.frozen import frozen
from hep_care.phases import Span, span_on
from hep_care.program import Phase, Prescription, Program, Status
from hep_care.schedule import Anchor, Schedule, ScheduleKind, sessions_due


@frozen
class Item:
    """One exercise in one session of a day, or at any time (`slot` None)."""

    prescription: Prescription
    slot: int | None = None


@frozen
class SlotPlan:
    """One session of a day."""

    number: int
    name: str
    at: time | None
    items: tuple[Item, ...]


@frozen
class DayPlan:
    """One local date of a program."""

    day: date
    slots: tuple[SlotPlan, ...] = ()
    anytime: tuple[Item, ...] = ()
    """As-needed, hourly and k-of-7 exercises."""
    span: Span | None = None
    ended: date | None = None
    """Last day of the program, where this day lies after it."""
    begins: date | None = None
    """First day of the program, where this day lies before it."""

    @property
    def phase(self) -> Phase | None:
        """The phase of this day."""
        return self.span.phase if self.span else None

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything with a session, in the order it is done."""
        return tuple(item for slot in self.slots for item in slot.items)


def start_of(prescription: Prescription, program: Program, span: Span | None) -> date | None:
    """The first date a prescription can be due and the anchor of its rhythm.

    Its own bounds decide; then its phase; then the program.
    """
    if prescription.start is not None:
        return prescription.start
    if span is not None and prescription.phase and prescription.schedule.anchor_on is Anchor.PHASE:
        return span.start
    return program.start or prescription.valid_from


def program_end(program: Program, spans: tuple[Span, ...]) -> date | None:
    """The last day of a program, where it has one: its own, or that of its last phase."""
    if program.end is not None:
        return program.end
    if program.phases and spans and spans[-1].phase.id == program.phases[-1].id:
        return spans[-1].end
    return None


def held(prescription: Prescription, day: date, span: Span | None) -> bool:
    """Whether a prescription is in force on a date and in the date's phase, whatever its schedule says."""
    if not prescription.covers(day) or not _was_active(prescription):
        return False
    return prescription.phase is None or (span is not None and span.phase.id == prescription.phase)


def _was_active(prescription: Prescription) -> bool:
    if prescription.status in (Status.REVOKED, Status.COMPLETED):
        return prescription.valid_to is not None
    return prescription.status is Status.ACTIVE


def day_plan(program: Program, day: date, spans: tuple[Span, ...] = ()) -> DayPlan:
    """What a program asks for on a local date."""
    if program.start is not None and day < program.start:
        return DayPlan(day, begins=program.start)
    end = program_end(program, spans)
    if end is not None and day > end:
        return DayPlan(day, ended=end)
    # A plan that was ended keeps its past; without an end nobody knows how far its past reaches.
    over = program.status in (Status.COMPLETED, Status.REVOKED) and end is not None
    if program.status is not Status.ACTIVE and not over:
        return DayPlan(day)
    span = span_on(spans, day)
    here = [p for p in program.in_force(day) if held(p, day, span)]
    anytime = tuple(Item(p) for p in here if p.schedule.kind is not ScheduleKind.DAYS)
    daily = [(p, n) for p in here if (n := _sessions(p, day, program, span))]
    return DayPlan(day, _slots(daily), anytime, span)


def _sessions(prescription: Prescription, day: date, program: Program, span: Span | None) -> int:
    schedule = prescription.schedule
    start = start_of(prescription, program, span)
    if schedule.kind is not ScheduleKind.DAYS or start is None:
        return 0
    if schedule.count is not None and prescription.phase and span is not None and start < span.start:
        # The rhythm may be that of the whole program, but sessions are counted from where the phase begins.
        return sessions_due(replace(schedule, anchor=schedule.anchor or start), day, span.start)
    return sessions_due(schedule, day, start)


def _slots(due: list[tuple[Prescription, int]]) -> tuple[SlotPlan, ...]:
    most = max((sessions for _, sessions in due), default=0)
    return tuple(_slot(number, [p for p, sessions in due if sessions >= number]) for number in range(1, most + 1))


def _slot(number: int, here: list[Prescription]) -> SlotPlan:
    rules = [p.schedule.slots[number - 1] for p in here]
    name = _shared_name(here, number)
    at = next((rule.at for rule in rules if rule.at is not None), None)
    return SlotPlan(number, name, at, tuple(Item(p, number) for p in here))


def _shared_name(here: list[Prescription], number: int) -> str:
    """The name most exercises give a session; an exercise with fewer sessions does not rename the rest."""
    names = [p.schedule.slots[number - 1].name for p in here if p.schedule.slots[number - 1].name]
    return max(names, key=names.count) if names else ""


def slot_exists(schedule: Schedule, number: int) -> bool:
    """Whether an exercise ever has a session with this number."""
    return 1 <= number <= schedule.sessions
