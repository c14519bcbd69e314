"""The sentences of Today: the greeting, where in the program this is, what a day without work says, and the foot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil

from hep_care.adherence import STATE_WORDS, Score, State, comeback
from hep_care.counts import Counter, DayCount, Tally
from hep_care.credit import ItemStatus
from hep_care.due import DayPlan, day_plan, program_end
from hep_care.phases import Span, next_phase, planned_end
from hep_care.program import AfterEnd, PhaseEntry, Program, Status
from hep_care.why import day_words
from hep_tui.screens.today_items import OPEN, is_free

SAMPLE = "A sample, not medical advice."
_AHEAD = 28
_GAP = 3
"""Due days without work after which the patient is welcomed back."""
LOOK_BACK = 27
"""How many days before today are looked at for a gap: three due days are in them, unless it is done once a fortnight."""


def greeting(now: datetime, name: str = "") -> str:
    """A word for the time of day."""
    word = "Good morning" if 4 <= now.hour < 12 else "Good afternoon" if 12 <= now.hour < 18 else "Good evening"
    return f"{word}, {name}" if name else word


def week_words(program: Program, spans: Sequence[Span], day: date) -> str:
    """Which week of the program, and of how many where that is known: "week 3 of 8"."""
    if program.start is None or day < program.start:
        return ""
    week = (day - program.start).days // 7 + 1
    end = program_end(program, tuple(spans))
    weeks = [phase.weeks for phase in program.phases]
    if end is not None:
        most: int | None = ceil(((end - program.start).days + 1) / 7)
    else:
        most = sum(n for n in weeks if n is not None) if weeks and None not in weeks else None
    return f"week {week} of {most}" if most is not None and week <= most else f"week {week}"


def title_words(program: Program, plan: DayPlan) -> str:
    """The program, and the phase it is in."""
    return f"{program.title} · {plan.phase.name}" if plan.phase else program.title


def phase_notice(program: Program, plan: DayPlan) -> str:
    """What is to be asked about the phase: it goes on because too little was done, or the next one waits for a word."""
    span = plan.span
    if span is None:
        return ""
    if span.held_since is not None and plan.day >= span.held_since:
        return (
            f"“{span.phase.name}” goes on, as less than half of it was done so far. Ask your therapist what comes next."
        )
    after, over = next_phase(program, span), planned_end(span)
    waits = after is not None and after.entry is PhaseEntry.WORD and after.status is Status.DRAFT
    if after is not None and waits and over is not None and plan.day > over:
        until = f" It asks for: {span.phase.criterion}." if span.phase.criterion else ""
        return f"Ready to ask: “{after.name}” begins when your therapist says so.{until}"
    return ""


def after_gap(days: Sequence[DayCount], today: date) -> bool:
    """Whether the last three due days before today, or more, went by without work, and today has none yet.

    `days` end with today, and reach back far enough for three due days.
    """
    due = [day for day in days if day.due and day.day < today]
    if len(due) < _GAP:
        return False
    since = due[-_GAP].day
    return not any(day.shown_up for day in days if day.day >= since)


def back_words(days: Sequence[DayCount], today: date) -> str:
    """A welcome after days without work, and a word on the day they ended; `days` end with today."""
    found = comeback(days, today)
    if found is not None and found.on == today:
        return f"Back after {found.after} days: well done."
    return "Welcome back." if after_gap(days, today) else ""


def before_words(program: Program, tally: Tally) -> str:
    """What a day before the program says; empty for any other."""
    if program.start is None or tally.plan.day >= program.start or tally.plan.begins is not None:
        return ""
    return f"Your plan began on {day_words(program.start)}. What you did before it is kept as extra."


def day_words_for_empty(program: Program, tally: Tally, spans: tuple[Span, ...]) -> str:
    """What a day without anything due says; empty where something is due."""
    plan = tally.plan
    if plan.ended is not None:
        after = {
            AfterEnd.ASK: "Ask your therapist what comes next.",
            AfterEnd.MAINTENANCE: "Keep up what helped you as often as suits you, and ask your therapist about the rest.",
        }[program.after_end]
        return f"Your plan ended on {date_words(plan.ended)}. {after}"
    if plan.begins is not None:
        return f"Your plan begins on {day_words(plan.begins)}. Nothing is due before then."
    if program.status is Status.ON_HOLD:
        return "Your plan is on hold, so nothing is due. Your therapist says when it goes on."
    if program.status is not Status.ACTIVE:
        return "Your plan is over, so nothing is due. Ask your therapist what comes next."
    if plan.slots or any(not is_free(state) for state in tally.states):
        return ""
    if tally.states and not any(p.schedule.countable for p in program.in_force(plan.day)):
        return "Nothing is due on this plan: it is here for when you need it."
    coming = _next_day(program, plan.day, spans)
    return f"A rest day. Next: {day_words(coming)}." if coming else "A rest day: nothing is due."


def done_words(tally: Tally, which: str = "this day") -> str:
    """The quiet line of a day on which everything is done; empty while something is open."""
    due = [state for state in tally.states if state.item.slot is not None]
    if not due or any(state.status in OPEN for state in due):
        return ""
    if all(state.status is ItemStatus.DONE for state in due):
        return f"All done for {which}."
    return f"Nothing is left to do for {which}."


def _next_day(program: Program, day: date, spans: tuple[Span, ...]) -> date | None:
    days = (day + timedelta(days=n) for n in range(1, _AHEAD + 1))
    return next((on for on in days if day_plan(program, on, spans).slots), None)


def date_words(day: date) -> str:
    """A date without its weekday: "12 Dec"."""
    return f"{day.day} {day:%b}"


def long_day(day: date) -> str:
    """A date in full: "Tuesday 3 March"."""
    return f"{day:%A} {day.day} {day:%B}"


def score_words(score: Score, *, short: bool = False) -> str:
    """The plain count, then what it amounts to: "12 of 14 days in full · On plan · 91"; nothing is counted at zero.

    Where there is less room, `short` leaves two words out.
    """
    word = STATE_WORDS[score.state]
    if score.state is State.BUILDING:
        return f"{word} your score"
    if score.value is None or not score.value:
        return word
    if not score.done_days:
        return f"{word} · {round(score.value)}"
    days = "in full" if short else "days in full"
    return f"{score.done_days} of {score.due_days} {days} · {word} · {round(score.value)}"


def shown_words(score: Score) -> str:
    """How many days the patient did something; nothing before the first one."""
    if not score.days_shown_up:
        return ""
    return "1 day you showed up" if score.days_shown_up == 1 else f"{score.days_shown_up} days you showed up"


def spans_of(counter: Counter | None) -> tuple[Span, ...]:
    """The phases around a day; none where no program covers it."""
    return counter.spans if counter else ()
