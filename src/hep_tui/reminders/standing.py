"""How reminders stand, as JSON and in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hep_care.frozen import frozen
from hep_tui.reminders import memory
from hep_tui.reminders.rules import Plan, chosen_plan
from hep_tui.reminders.schedulers import BY_HAND, line_by_hand, problem_of
from hep_tui.reminders.times import clock_text, is_quiet

if TYPE_CHECKING:
    from hep_tui.diary import Diary


@frozen
class Standing:
    """Reminders of one profile, as they are now."""

    remembered: memory.Memory
    plan: Plan
    discreet: bool
    problem: str = ""
    """Why they will not come as they should."""
    by_hand: str = ""
    """Lines the patient adds to a scheduler, where none could be told."""
    ended: date | None = None
    """Last day of a program that is over."""
    none_yet: bool = False
    """There is no program."""


def standing(diary: Diary) -> Standing:
    """Look at settings, memory and the scheduler."""
    remembered, plan = memory.load(diary.places), chosen_plan(diary.settings)
    by_hand = ""
    if remembered.on and remembered.scheduler == BY_HAND:
        by_hand = line_by_hand(diary.places, plan.times, plan.again_minutes)
    return Standing(
        remembered,
        plan,
        diary.settings.remind_discreetly,
        problem_of(diary.places, remembered, plan.times, plan.again_minutes, diary.clock.now()),
        by_hand,
        diary.tally(diary.today).plan.ended,
        diary.program() is None,
    )


def shape_of(found: Standing) -> dict[str, Any]:
    """The answer as JSON; `last_fired` is when one was last shown, `last_call` when the scheduler last asked."""
    held, plan = found.remembered, found.plan
    return {
        "on": held.on,
        "times": [clock_text(at) for at in plan.times],
        "scheduler": held.scheduler or None,
        "last_fired": _iso(held.last_shown),
        "last_call": _iso(held.last_call),
        "again_minutes": plan.again_minutes,
        "quiet": [clock_text(plan.quiet_from), clock_text(plan.quiet_to)],
        "discreet": found.discreet,
        "seen": held.seen,
        "seen_at": _iso(held.seen_at),
        "problem": found.problem or held.not_shown or None,
        "line": found.by_hand or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def lines_of(found: Standing) -> list[str]:
    """The answer in words."""
    held, plan = found.remembered, found.plan
    if not held.on:
        kept = f" Your times are kept: {_listed(found)}." if plan.times else ""
        return [f"Reminders are off; `hep-tui remind on` turns them on.{kept}", *_tried(held)]
    lines = [f"Reminders are on at {_listed(found)}, by {held.scheduler}."]
    if held.scheduler == BY_HAND:
        lines = [f"Reminders are on at {_listed(found)}, as soon as a scheduler calls."]
    lines += _rules(plan, found.discreet)
    if found.by_hand:
        lines += [
            "No scheduler of this computer could be told. Add this to one that reads crontab lines:",
            *found.by_hand.split("\n"),
        ]
    if found.none_yet:
        lines.append("There is no program yet; reminders begin with it.")
    if found.ended:
        lines.append(f"Your plan ended on {_day(found.ended)}, so none comes.")
    lines.append(f"The last one came on {_when(held.last_shown)}." if held.last_shown else "None has come yet.")
    if held.not_shown:
        lines.append(f"The last one could not be shown: {held.not_shown}.")
    if found.problem:
        lines.append(found.problem)
    return [*lines, *_tried(held)]


def check_of(found: Standing) -> tuple[bool, str]:
    """Whether reminders come as they should, and one line that says so; those that are off are as they should be."""
    held = found.remembered
    if not held.on:
        return True, "off"
    unseen = "the last one that was tried was not seen" if held.seen is False else ""
    no_scheduler = held.scheduler == BY_HAND and held.last_call is None
    unheard = "no scheduler here could be told; `hep-tui remind` shows the line to add" if no_scheduler else ""
    wrong = [sentence.rstrip(".") for sentence in (found.problem, held.not_shown, unheard, unseen) if sentence]
    seen = f"; seen working on {_when(held.seen_at)}" if held.seen else "; never tried, `hep-tui remind test` does"
    return not wrong, "; ".join(wrong) or f"{_listed(found)}, by {held.scheduler}{seen}"


def _rules(plan: Plan, discreet: bool) -> list[str]:
    again = f"once more after {plan.again_minutes} min if nothing was logged, " if plan.again_minutes else ""
    quiet = f"quiet from {clock_text(plan.quiet_from)} to {clock_text(plan.quiet_to)}"
    if plan.quiet_from == plan.quiet_to:
        quiet = "no quiet hours"
    plain = ", without naming exercises" if discreet else ""
    lines = [f"Only while something is due, {again}{quiet}{plain}."]
    silent = [clock_text(at) for at in plan.times if is_quiet(at, plan.quiet_from, plan.quiet_to)]
    if silent:
        lines.append(f"{', '.join(silent)} lies in the quiet hours, so nothing comes then.")
    return lines


def _tried(held: memory.Memory) -> list[str]:
    if held.seen_at is None:
        return ["Not tried yet: `hep-tui remind test` shows one and asks whether you saw it."]
    said = "Last seen working" if held.seen else "When last tried it was not seen,"
    return [f"{said} on {_when(held.seen_at)} ({held.seen_by})."]


def _listed(found: Standing) -> str:
    return ", ".join(clock_text(at) for at in found.plan.times) or "no time"


def _when(moment: datetime | None) -> str:
    return f"{_day(moment)} at {moment:%H:%M}" if moment else "no day"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
