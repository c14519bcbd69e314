"""Why an exercise is due on a date, or is not, in one sentence."""

from __future__ import annotations

from datetime import date

from hep_care.counts import Counter
from hep_care.due import day_plan, held, program_end, start_of
from hep_care.phases import span_on
from hep_care.program import PhaseEntry, Prescription
from hep_care.schedule import ScheduleKind
from hep_care.schedule_text import schedule_text


def why_due(prescription: Prescription, day: date, counter: Counter) -> str:
    """The rule that decides about `day`, with what it makes of that day."""
    program, spans = counter.program, counter.spans
    span = span_on(spans, day)
    rule = schedule_text(prescription.schedule)
    end = program_end(program, spans)
    if program.start is not None and day < program.start:
        return f"Not due yet: your program begins on {day_words(program.start)}."
    if end is not None and day > end:
        return f"Not due: your plan ended on {day_words(end)}."
    if not held(prescription, day, span):
        return _not_held(prescription, day, counter)
    if prescription.schedule.kind is ScheduleKind.AS_NEEDED:
        return f"Never due: it is there for when you need it ({rule})."
    if prescription.schedule.kind is ScheduleKind.HOURLY:
        return f"A habit, not counted: {rule}."
    if prescription.schedule.kind is ScheduleKind.UNSUPPORTED:
        return f"Its timing is in your therapist's words: {rule}."
    if prescription.schedule.kind is ScheduleKind.QUOTA:
        return _quota(prescription, day, counter)
    due = any(item.prescription.id == prescription.id for item in day_plan(program, day, spans).items)
    start = start_of(prescription, program, span)
    since = f", counted from {day_words(start)}" if start is not None else ""
    return f"{'Due' if due else 'A rest day for it'}: {rule}{since}."


def _quota(prescription: Prescription, day: date, counter: Counter) -> str:
    first, last = counter.window(prescription, day)
    done = len(counter.quota_days(prescription, day))
    wanted = prescription.schedule.quota
    left = max(0, wanted - done)
    rest = "you have done them all" if not left else f"{left} to go, on the days you like"
    return f"Any {wanted} days of 7: {done} done from {day_words(first)} to {day_words(last)}, {rest}."


def _not_held(prescription: Prescription, day: date, counter: Counter) -> str:
    phase = counter.program.phase(prescription.phase)
    span = span_on(counter.spans, day)
    if phase is not None and (span is None or span.phase.id != phase.id):
        if phase.entry is PhaseEntry.WORD and all(s.phase.id != phase.id for s in counter.spans):
            return f"Not due: it belongs to “{phase.name}”, which begins when your therapist says so."
        return f"Not due: it belongs to “{phase.name}”."
    if prescription.start is not None and day < prescription.start:
        return f"Not due yet: it begins on {day_words(prescription.start)}."
    if prescription.end is not None and day > prescription.end:
        return f"Not due any more: it ended on {day_words(prescription.end)}."
    return "Not due: your therapist changed or paused it."


def day_words(day: date) -> str:
    """A date as people say it: `Mon 2 Mar`."""
    return f"{day:%a} {day.day} {day:%b}"
