"""What a day says as a whole: what is next, that it is done and what that did, or why nothing is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hep_care.counts import DayCount, Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose_text import minutes_text
from hep_care.due import SlotPlan, day_plan
from hep_care.frozen import frozen
from hep_care.phases import Span
from hep_care.program import Program, Status, Timings
from hep_care.short_day import session_seconds
from hep_tui.screens import today_words as words
from hep_tui.screens.today_items import OPEN, is_free, key_of, minutes, next_open, slot_name

YESTERDAY, CALENDAR, PROGRAMS, CALL = "today.yesterday", "go.calendar", "today.programs", "today.call"
"""Keys that a day without work points to, by the ids of their bindings."""
_WEEK = 7


@frozen
class Told:
    """One sentence that leads, what follows it, and what can be done."""

    lead: str
    lines: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    """Ids of bindings, each with what the key is good for."""


def now_words(tally: Tally, timings: Timings) -> str:
    """What is next and how long it takes: "next: morning, 15 min · 44 min in all"; empty where nothing is due.

    Once a session of the day is done, that is said first.
    """
    open_slots = [(slot, left) for slot in tally.plan.slots if (left := _open(tally, slot))]
    if not open_slots:
        return _any_day(tally, timings)
    slot, left = open_slots[0]
    several = len(tally.plan.slots) > 1
    finished = [s for s in tally.plan.slots if s.number < slot.number and _was_done(tally, s)]
    said = [f"{_spoken(finished[-1])} is done" if finished else ""]
    said.append(f"next: {_in_line(slot)}, {minutes(left, timings)}" if several else f"next: {minutes(left, timings)}")
    if len(open_slots) > 1 and not finished:
        doses = [[state.item.prescription.dose for state in mine] for _, mine in open_slots]
        said.append(f"{minutes_text(sum(session_seconds(one, timings) for one in doses))} in all")
    line = " · ".join(filter(None, said))
    return f"{line[:1].upper()}{line[1:]}"


def done_told(
    program: Program, tally: Tally, spans: tuple[Span, ...], days: Sequence[DayCount], shown_up: int
) -> Told | None:
    """That the day is done, what it did to the week, and what comes tomorrow; None while something is open.

    `days` are the last seven, today last; empty on an earlier day, of which neither week nor tomorrow is told.
    """
    lead = words.done_words(tally, "today" if days else "this day")
    if not lead:
        return None
    due = [s for s in tally.states if s.item.slot is not None]
    done = [s for s in due if s.status is ItemStatus.DONE]
    length = minutes(done, program.timings)
    if len(done) == len(due):
        did = f"{lead.rstrip('.')}: {_exercises(len(done))}, {length}."
    else:
        did = f"{lead} You did {len(done)} of {_exercises(len(due))}, {length}." if done else lead
    after = (_week(days, shown_up), _tomorrow(program, tally.plan.day, spans)) if days else ()
    return Told(did, tuple(filter(None, after)))


def begin_told(tally: Tally) -> Told | None:
    """How to begin, for somebody who has never logged anything; None where nothing is due."""
    key = next_open(tally.states)
    first = next((state for state in tally.states if key_of(state) == key), None)
    if first is None:
        return None
    lead = f"Press Enter to begin with {first.item.prescription.name}."
    return Told(lead, ("You see what comes first, then a timer leads you. ↑ ↓ moves, ? explains.",))


def empty_told(program: Program, tally: Tally, spans: tuple[Span, ...]) -> Told | None:
    """Why nothing is due, and what can be done; None where something is due."""
    plan = tally.plan
    before = words.before_words(program, tally)
    if before:
        return Told(before)
    lead = words.day_words_for_empty(program, tally, spans)
    if not lead:
        return None
    calendar = (CALENDAR, "looks at the days behind you")
    if plan.ended is not None:
        return Told(lead, keys=(calendar, (PROGRAMS, "brings another program in; your past stays")))
    if plan.begins is not None:
        return Told(lead, keys=((CALL, "shows when to call"), (PROGRAMS, "brings another program in")))
    countable = any(p.schedule.countable for p in program.in_force(plan.day))
    rest = ("Rest is part of the plan.",) if program.status is Status.ACTIVE and countable else ()
    return Told(lead, rest, ((YESTERDAY, "adds what you did yesterday"), calendar))


def _open(tally: Tally, slot: SlotPlan) -> list[ItemState]:
    return [s for s in tally.states if s.item.slot == slot.number and s.status in OPEN]


def _was_done(tally: Tally, slot: SlotPlan) -> bool:
    mine = [s for s in tally.states if s.item.slot == slot.number]
    return any(s.status is ItemStatus.DONE for s in mine) and not any(s.status in OPEN for s in mine)


def _any_day(tally: Tally, timings: Timings) -> str:
    """Of a program of "any 5 days of 7": what the day may be used for."""
    left = [s for s in tally.states if s.item.slot is None and s.status in OPEN and not is_free(s)]
    if tally.plan.slots or not left:
        return ""
    return f"On a day you like: {minutes(left, timings)}"


def _exercises(n: int) -> str:
    return "1 exercise" if n == 1 else f"{n} exercises"


def _spoken(slot: SlotPlan) -> str:
    return slot_name(slot, of=2)


def _in_line(slot: SlotPlan) -> str:
    """A session's name inside a sentence."""
    name = _spoken(slot)
    return name if slot.name[:1].isupper() else f"{name[:1].lower()}{name[1:]}"


def _week(days: Sequence[DayCount], shown_up: int) -> str:
    """What today did to the last seven days, and how often the patient has shown up at all."""
    asked = [day for day in days[-_WEEK:] if day.due or day.shown_up]
    kept = sum(day.shown_up for day in asked)
    if not kept:
        return ""
    if shown_up == 1:
        return "The first day is done; the next one is easier."
    return f"{kept} of {len(asked)} days this week, and {shown_up} days you showed up."


def _tomorrow(program: Program, day: date, spans: tuple[Span, ...]) -> str:
    """What comes next, without a day to wait for where there is none."""
    plan = day_plan(program, day + timedelta(days=1), spans)
    if plan.ended is not None:
        return "Your plan ends with today."
    if plan.items:
        first = plan.slots[0]
        length = minutes_text(session_seconds([item.prescription.dose for item in first.items], program.timings))
        name = f"{_in_line(first)}, " if len(plan.slots) > 1 else ""
        return f"Tomorrow: {name}{_exercises(len(first.items))}, {length}."
    return "Tomorrow is a rest day."
