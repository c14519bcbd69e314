"""A day in lines: where in the program it is, its sessions, and each exercise with a number to call it by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from hep_care.adherence import STATE_WORDS, Score
from hep_care.counts import Tally
from hep_care.credit import ItemState
from hep_care.day import LATE_DAYS
from hep_care.dose import Side
from hep_care.dose_text import dose_short, side_word
from hep_care.program import Program
from hep_care.schedule_text import schedule_text
from hep_tui.plain.ear import STATES, amount, sentence, spoken
from hep_tui.screens import today_words as words
from hep_tui.screens.today_items import is_extra, is_free, key_of, next_open, slot_name, slot_state

if TYPE_CHECKING:
    from hep_tui.diary import Diary

NO_PROGRAM = "There is no program yet."


def numbered(diary: Diary, day: date) -> list[ItemState]:
    """The exercises of a day in the order of their numbers, from 1; those that were not due come last."""
    states = diary.tally(day).states
    due = [state for state in states if state.item.slot is not None]
    anytime = [state for state in states if state.item.slot is None]
    return [*due, *anytime, *extra_of(diary, day)]


def extra_of(diary: Diary, day: date) -> tuple[ItemState, ...]:
    """What a past day did not ask for; work on it can still be added to that day."""
    late = 0 < (diary.today - day).days <= LATE_DAYS
    return diary.not_due(day) if late else ()


def day_text(diary: Diary, day: date) -> list[str]:
    """The whole day."""
    program = diary.program(day) or diary.program()
    if program is None:
        return [NO_PROGRAM]
    tally = diary.tally(day)
    return [*_head(diary, program, tally), *_sessions(diary, program, tally), *_foot(diary, day)]


def _head(diary: Diary, program: Program, tally: Tally) -> list[str]:
    day, spans = tally.plan.day, words.spans_of(diary.counter(tally.plan.day))
    late = day != diary.today
    hello = f"Adding to {words.long_day(day)}" if late else words.greeting(diary.clock.now())
    when = words.week_words(program, spans, day)
    count = tally.count
    lines = [
        sentence(hello),
        sentence("" if late else f"Today is {words.long_day(day)}", when),
        sentence(spoken(words.title_words(program, tally.plan))),
        words.SAMPLE if program.sample else "",
        diary.clock.notice,
        words.phase_notice(program, tally.plan),
        "What you log here is marked as added later." if late else "",
        words.before_words(program, tally) or words.day_words_for_empty(program, tally, spans),
        words.done_words(tally),
        f"{count.done} of {count.due} done." if count.due else "",
    ]
    return [line for line in lines if line]


def _sessions(diary: Diary, program: Program, tally: Tally) -> list[str]:
    lines: list[str] = []
    order = numbered(diary, tally.plan.day)
    for slot in tally.plan.slots:
        mine = [state for state in order if state.item.slot == slot.number]
        name = slot_name(slot, len(tally.plan.slots))
        lines.append(sentence(f"{name}: {spoken(slot_state(mine, program.timings))}"))
        lines += [item_line(order.index(state) + 1, state) for state in mine]
    anytime = [state for state in order if state.item.slot is None and not is_extra(state)]
    if anytime:
        lines.append("Any time:")
        lines += [item_line(order.index(state) + 1, state) for state in anytime]
    extra = order[len(tally.states) :]
    if extra:
        lines.append("Not due that day; what you did of it is kept as extra:")
        lines += [item_line(order.index(state) + 1, state) for state in extra]
    return lines


def item_line(number: int, state: ItemState) -> str:
    """One exercise: "2. Heel slide, left side, to do: 10 times 5 seconds." """
    p = state.item.prescription
    times = sum(1 for record in state.records if record.entry.sets or record.entry.status)
    said = STATES[state.status]
    if is_free(state):
        said = f"done {amount(times, 'time')} today" if times else "when you like"
    rule = "" if state.item.slot is not None or is_extra(state) else spoken(schedule_text(p.schedule))
    name = ", ".join(part for part in (p.name, _side(p.dose.side), said) if part)
    return f"{number}. {name}: {', '.join(part for part in (spoken(dose_short(p.dose)), rule) if part)}."


def _side(side: Side) -> str:
    """A side in words that cannot be taken for what is left to do."""
    word = side_word(side)
    return f"{word} side" if side in (Side.LEFT, Side.RIGHT) else word


def _foot(diary: Diary, day: date) -> list[str]:
    if day != diary.today:
        return []
    score = diary.score()
    days = diary.counts(day - 6 * diary.ONE_DAY, day)
    back = words.back_words(days, day)
    return [*going(score), *([sentence(back)] if back else [])]


def going(score: Score) -> list[str]:
    """How it has been going: the plain count first, then what it amounts to, then the days that were worked on."""
    said = re.sub(r"(\d+)$", r"score \1", spoken(words.score_words(score)))
    shown = words.shown_words(score)
    said = said.replace(STATE_WORDS[score.state], STATE_WORDS[score.state].lower())
    return [sentence(f"How it is going: {said}"), *([sentence(shown)] if shown else [])]


def next_line(diary: Diary, day: date, states: Sequence[ItemState]) -> str:
    """What is to be done next, with its number."""
    key = next_open(states)
    for number, state in enumerate(states, 1):
        if key is not None and key_of(state) == key:
            names = {slot.number: slot.name for slot in diary.tally(day).plan.slots}
            p = state.item.prescription
            return (
                f"Next: {number}, {sentence(p.name, names.get(state.item.slot or 0, ''), spoken(dose_short(p.dose)))}"
            )
    return "Nothing is left to do."
