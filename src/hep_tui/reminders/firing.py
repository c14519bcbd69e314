"""What happens when the scheduler calls: look, decide, show, remember."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from hep_care.day import local_date, zone_named
from hep_tui.diary.reminding import claim_call, day_of, look
from hep_tui.reminders import memory
from hep_tui.reminders.notices import Outcome, show
from hep_tui.reminders.rules import Facts, Shown, Why, chosen_plan, decide, left_at, newest_time
from hep_tui.reminders.times import is_quiet, times_for
from hep_tui.reminders.words import DISCREET, Words, notice_words, nudge_line

if TYPE_CHECKING:
    from hep_care.credit import ItemState
    from hep_tui.diary import Diary


def fire(diary: Diary) -> Why | None:
    """Show a reminder if one is due now, and remember it; None where reminders are off or another call decides."""
    if not memory.load(diary.places).on:
        return None
    lease = claim_call(diary.places)
    if lease is None:
        return None
    with lease:
        facts = look(diary)
        decision = decide(facts, chosen_plan(diary.settings), memory.load(diary.places).shown)
        outcome = Outcome()
        if decision.comes:
            day = replace(day_of(diary, facts), again=decision.why is Why.AGAIN)
            outcome = show(notice_words(decision.left, day, diary.settings))
        # Read again: showing takes its time, and meanwhile a command may have turned reminders off.
        after = replace(memory.load(diary.places), last_call=facts.now)
        if outcome.by and decision.time is not None:
            belongs_to = local_date(facts.now, facts.rules)
            after = after.with_shown(Shown(belongs_to, decision.time, decision.why is Why.AGAIN, facts.now))
        elif outcome.problem:
            after = replace(after, not_shown=outcome.problem)
        memory.save(diary.places, after)
    return decision.why


def try_one(diary: Diary) -> tuple[Words, Outcome]:
    """Show one at once, whatever is due and whatever was shown."""
    facts = look(diary)
    left = _left_now(diary, facts)
    words = notice_words(left, day_of(diary, facts), diary.settings)
    if not left and words.title != DISCREET:
        words = Words("This is how a reminder looks.", "Nothing is due now.")
    return words, show(words)


def remember_answer(diary: Diary, seen: bool, by: str) -> memory.Memory:
    """Keep what the patient said to a notice that was tried."""
    after = replace(memory.load(diary.places), seen=seen, seen_at=diary.clock.now(), seen_by=by, not_shown="")
    memory.save(diary.places, after)
    return after


def nudge(diary: Diary) -> str:
    """One line for a terminal that has just opened; nothing while nothing is due, in quiet hours or in a session."""
    facts = look(diary)
    plan = chosen_plan(diary.settings)
    wall = facts.now.astimezone(zone_named(facts.rules.zone)).time()
    if facts.tally.plan.ended or facts.running or is_quiet(wall, plan.quiet_from, plan.quiet_to):
        return ""
    left = _left_now(diary, facts)
    return nudge_line(left, day_of(diary, facts), diary.settings) if left else ""


def _left_now(diary: Diary, facts: Facts) -> tuple[ItemState, ...]:
    times = chosen_plan(diary.settings).times or times_for(facts.tally.plan.slots)
    here = replace(facts, now=facts.now.astimezone(UTC))
    return left_at(here, times, newest_time(here, times))


def remember_problem(diary: Diary, problem: str) -> None:
    """Keep why a notice could not be shown."""
    memory.save(diary.places, replace(memory.load(diary.places), not_shown=problem))
