"""Which exercise, which session, which day the patient means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.day import LATE_DAYS
from hep_care.due import slot_exists
from hep_care.plain_text import plain_text
from hep_care.program import Prescription, Program
from hep_care.schedule import ScheduleKind

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class RefusedError(ValueError):
    """What was asked cannot be done as asked; the message is one plain line and nothing was changed."""


def parse_day(text: str, today: date) -> date:
    """The local date that `YYYY-MM-DD`, `today` or `yesterday` names."""
    word = text.strip().lower()
    if word == "today":
        return today
    if word == "yesterday":
        return today - timedelta(days=1)
    if _DATE.fullmatch(word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            pass
    raise RefusedError(f"{plain_text(text, limit=40)!r} is not a date; write it as 2026-03-04, today or yesterday.")


def day_to_log(text: str | None, today: date) -> date:
    """The local date to log for: today, or up to seven days back."""
    day = parse_day(text, today) if text is not None else today
    if day > today:
        raise RefusedError(f"{day.isoformat()} has not come yet; log it on the day.")
    if (today - day).days > LATE_DAYS:
        raise RefusedError(
            f"{day.isoformat()} is more than {LATE_DAYS} days back; only the last {LATE_DAYS} days can be added."
        )
    return day


def find_exercise(text: str, candidates: Sequence[Prescription], preferred: Iterable[str] = ()) -> Prescription:
    """The one prescription that `text` names: by its id, its exercise id, or enough of its name.

    `preferred` are the ids of the prescriptions of the day; among several revisions or phases of one exercise
    those come first, then the newest. Raises `RefusedError` for no match, or for several, which it lists.
    """
    exact = [p for p in candidates if text in (p.id, p.exercise)]
    wanted = _folded(text)
    found = exact or [p for p in candidates if wanted and _folded(p.name) == wanted]
    found = found or [p for p in candidates if wanted and (wanted in _folded(p.name) or wanted in _folded(p.exercise))]
    shown = plain_text(text, limit=60)
    if not found:
        raise RefusedError(f"No exercise of your program matches {shown!r}. `hep-tui today` lists them.")
    lines = list(dict.fromkeys(p.line for p in found))
    if len(lines) > 1:
        here = [p for p in found if p.id in set(preferred)]
        if len({p.line for p in here}) == 1:
            return here[-1]
        names = ", ".join(f"{p.exercise} ({p.name})" for p in _newest_of_each(found))
        raise RefusedError(f"{shown!r} could be several exercises: {names}. Write more of the name.")
    chosen = set(preferred)
    return next((p for p in reversed(found) if p.id in chosen), found[-1])


def _newest_of_each(found: Sequence[Prescription]) -> list[Prescription]:
    return list({p.line: p for p in found}.values())


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def slot_to_log(prescription: Prescription, tally: Tally, asked: int | None) -> int | None:
    """The session of the day an entry answers, or None for extra work.

    Without a number it is the earliest one not yet done; one that was skipped is taken only when no other is left.
    """
    schedule = prescription.schedule
    mine = [s for s in tally.states if s.item.prescription.line == prescription.line and s.item.slot is not None]
    if asked is not None:
        if schedule.kind is not ScheduleKind.DAYS or not slot_exists(schedule, asked):
            raise RefusedError(_no_such_slot(prescription, asked))
        return asked if any(s.item.slot == asked for s in mine) else None
    open_ones = [s for s in mine if s.status in (ItemStatus.TODO, ItemStatus.PARTIAL)]
    skipped = [s for s in mine if s.status in (ItemStatus.SKIPPED, ItemStatus.EXCUSED)]
    return next((s.item.slot for s in (*open_ones, *skipped)), None)


def _no_such_slot(prescription: Prescription, asked: int) -> str:
    sessions = prescription.schedule.sessions
    has = (
        "no numbered session of the day"
        if not sessions
        else f"sessions 1 to {sessions}"
        if sessions > 1
        else "one session a day"
    )
    return f"{prescription.name} has {has}; {asked} is not one of them."


def all_todo(tally: Tally, slot: int | None) -> list[ItemState]:
    """Every item still to do: those with a session, and any-k-of-7 ones when no session is named."""
    quota = ScheduleKind.QUOTA
    return [
        state
        for state in tally.states
        if state.status is ItemStatus.TODO
        and (
            state.item.slot == slot
            if slot is not None
            else state.item.slot is not None or state.item.prescription.schedule.kind is quota
        )
    ]


def candidates(program: Program) -> list[Prescription]:
    """Every prescription a patient may name, the newest revision last; later phases too."""
    return list(program.prescriptions)
