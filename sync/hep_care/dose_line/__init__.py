"""Reads one line of a paper sheet: "Quad set 10x10s left 3/day" becomes a dose and a schedule.

A line that can mean several things is never guessed at: it comes back as questions, whose answers
complete it. Nothing of a line is dropped silently: words before the dose are the name of the
exercise, and others that are not understood are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hep_care.dose import Side
from hep_care.dose_line.amounts import Amount, JustOnce, Quantity
from hep_care.dose_line.details import with_details
from hep_care.dose_line.extras import SideWord
from hep_care.dose_line.frequency import When
from hep_care.dose_line.meaning import amount_of
from hep_care.dose_line.questions import Asking, Question, Unclear, Understood
from hep_care.dose_line.reading import Reading, reading_of
from hep_care.dose_line.tally import amount_words, tally_of
from hep_care.dose_line.timetable import schedule_of
from hep_care.dose_line.words import SECONDS
from hep_care.dose_text import dose_text
from hep_care.plain_text import plain_text
from hep_care.schedule_text import schedule_text

__all__ = ["LONGEST_LINE", "Question", "Unclear", "Understood", "answer", "read_line"]

LONGEST_LINE = 500
"""Characters of a line; a longer one is no line of a sheet."""


def read_line(line: str) -> Understood | Unclear:
    """What a line prescribes, or the questions it leaves open; never raises, whatever the line holds."""
    return answer(line, {})


def answer(line: str, answers: Mapping[str, str]) -> Understood | Unclear:
    """Reads a line again with answers by `Question.about`; an answer that is none of the choices is asked again.

    An answer about "line" takes the place of the line, one about "dose" is added to it, so that they are read too.
    """
    source = ", ".join(part for part in (answers.get("line", line), answers.get("dose", "")) if part.strip())
    if len(source) > LONGEST_LINE:
        text = f"This is {len(source)} characters long; a line has at most {LONGEST_LINE}. Please write it shorter."
        return Unclear((Question("line", text),), line)
    asking = Asking({about: plain_text(said, lines=False) for about, said in answers.items()})
    return _meaning(reading_of(plain_text(source, lines=False)), asking, line)


def _meaning(reading: Reading, asking: Asking, line: str) -> Understood | Unclear:
    _daily_number(reading, asking)
    _times_daily(reading, asking)
    tally = tally_of(reading.of(Amount), asking)
    if tally.sessions is not None:
        reading.remarks.append(When(f"{tally.sessions} times a day", times=(tally.sessions, tally.sessions)))
    dose = with_details(amount_of(reading, tally, asking), reading, tally, asking)
    _two_doses(reading, asking)
    schedule = schedule_of(reading.of(When), asking)
    name, note = _name_and_note(reading, asking)
    if asking.open:
        return Unclear(tuple(asking.open.values()), line)
    when = "" if schedule is None else f"; {schedule_text(schedule)}"
    return Understood(name, dose, schedule, f"{name}: {dose_text(dose)}{when}{f'; note: {note}' if note else ''}", note)


def _two_doses(reading: Reading, asking: Asking) -> None:
    """Replaces the questions about a line with a dose for each side, which no choice could answer, by a single one."""
    sides = {word.side for word in reading.of(SideWord)}
    if {Side.LEFT, Side.RIGHT} <= sides and asking.open.keys() & {"sets", "reps", "count", "hold", "time", "load"}:
        asking.open.clear()
        asking.say("line", "The two sides have different doses. Please write one line for each side.")


def _daily_number(reading: Reading, asking: Asking) -> None:
    """Asks what "x10 daily" means where the line has no other dose: ten repetitions, or ten times a day."""
    numbers = [when for when in reading.of(When) if when.maybe_reps]
    if not numbers or any(isinstance(remark, (Amount, JustOnce)) for remark in reading.remarks):
        return
    when = numbers[0]
    often, period = (when.times[0], "day") if when.times else ((when.quota or (1, 1))[0], "week")
    meanings = {f"{often} repetitions, once a {period}": True, f"{often} times a {period}": False}
    if asking.choose("daily", f"What does “{when.words}” mean?", meanings):
        once = replace(when, times=(1, 1)) if when.times else replace(when, quota=(1, 1))
        reading.remarks[reading.remarks.index(when)] = once
        reading.remarks.append(Amount((Quantity(Decimal(often), unit="reps"),), when.words))


def _times_daily(reading: Reading, asking: Asking) -> None:
    """Asks what "30s x3 daily" means: three times once a day, or once three times a day."""
    for place, (amount, when) in enumerate(pairwise(reading.remarks)):
        if not isinstance(amount, Amount) or not isinstance(when, When) or len(amount.factors) != 2:
            continue
        first, last = amount.factors
        timed = first.unit in (*SECONDS, "reps") and last.unit == "" and when.words.lower() == "daily"
        counted = first.unit == "" and amount.words.lower().endswith(("times", "time"))
        if when.times != (1, 1) or when.slots or not (timed or counted) or last.series or last.mode:
            continue
        times = replace(last, unit="times")
        meanings = {
            f"{amount.words}, once a day": False,
            f"{amount_words(first)}, {amount_words(times)} a day": True,
        }
        if asking.choose("daily", f"What does “{amount.words} {when.words}” mean?", meanings):
            often = (int(last.low), int(last.high or last.low))
            reading.remarks[place : place + 2] = [replace(amount, factors=(first,)), replace(when, times=often)]
            return


def _name_and_note(reading: Reading, asking: Asking) -> tuple[str, str]:
    name = reading.name or asking.answers.get("name", "").strip()
    note = ""
    if reading.left_over:
        words = "; ".join(reading.left_over)
        meanings = {"keep it as a note": "note", "part of the name": "name", "leave it out": "nothing"}
        kept = asking.choose("words", f"I do not understand “{words}”. What shall I do with it?", meanings)
        note = words if kept == "note" else ""
        name = f"{name}, {words}" if kept == "name" and name else name
    if not name:
        asking.say("name", "What is the exercise called?")
    return name, note
