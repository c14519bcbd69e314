"""One exercise in lines: how much, how, what to watch, how it went last time, and why it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hep_care.blocks import compile_dose
from hep_care.counts import Counter
from hep_care.dose_text import dose_text, minutes_text
from hep_care.instruction import therapists_words
from hep_care.program import CueType, Prescription, Program
from hep_care.schedule_text import schedule_text
from hep_care.why import day_words, why_due
from hep_tui.diary.ceilings import rule_words
from hep_tui.plain.ear import sentence, spoken
from hep_tui.screens.entry_words import how_it_went

if TYPE_CHECKING:
    from datetime import date

    from hep_tui.diary import Diary

_TIMES = ("Last time", "The time before", "And before that")
_CUES = {CueType.COMMON_FAULT: "Common fault", CueType.SAFETY: "Safety"}


def why_words(diary: Diary, p: Prescription, program: Program, day: date) -> str:
    """Why an exercise is due on a day, or is not."""
    return why_due(p, day, diary.counter(day) or Counter(program, (), {}, diary.today))


def exercise_text(diary: Diary, p: Prescription, program: Program, day: date) -> list[str]:
    """All there is to hear about one exercise; every line says by itself what it is about."""
    seconds = compile_dose(p.dose, program.timings).total_seconds
    lines = [
        sentence(p.name),
        sentence(f"How much: {spoken(dose_text(p.dose))}"),
        sentence(f"When: {spoken(schedule_text(p.schedule))}; {spoken(minutes_text(seconds))} a session"),
        why_words(diary, p, program, day),
    ]
    cues = [(_CUES.get(cue.type, "How"), cue.text) for cue in p.cues]
    groups = [
        ("Only if", p.gate),
        *cues,
        *(("Take care", care) for care in (*p.precautions, *program.precautions)),
        ("Your limit", spoken(rule_words(p))),
        ("Why", p.purpose),
        *(("You need", thing) for thing in p.equipment),
        *(("In your therapist's words", said) for said in (therapists_words(p), *p.not_understood)),
    ]
    lines += [sentence(f"{title}: {said}") for title, said in groups if said]
    return lines + _last_times(diary, p, day)


def _last_times(diary: Diary, p: Prescription, day: date) -> list[str]:
    records = diary.last_times(p.line, day + diary.ONE_DAY)
    return [
        sentence(f"{title}: {day_words(record.entry.date)}, {spoken(how_it_went(record.entry))}")
        for title, record in zip(_TIMES, records, strict=False)
    ]
