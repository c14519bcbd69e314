"""What a reminder has to know about the day, read from the diary; nothing is written to the patient's file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_care.program import Timings
from hep_care.schedule import ScheduleKind
from hep_tui.diary.running import claim_session
from hep_tui.locations import Places
from hep_tui.reminders.rules import Facts, is_away
from hep_tui.reminders.words import Day
from hep_tui.store.lease import Lease, take

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_LOOKED_BACK = timedelta(days=14)


def look(diary: Diary) -> Facts:
    """How the day stands now."""
    now, today = diary.clock.now(), diary.today
    tally = diary.tally(today)
    records = diary.records(today, today).get(today, ())
    # What was withdrawn counts too: whoever withdraws something is there.
    logged = [entry.logged_at for record in records for entry in (record.entry, *record.log)]
    return Facts(
        now=now,
        rules=diary.rules,
        tally=tally,
        last_logged=max(logged, default=None),
        free=tuple(state for state in tally.states if _has_room(diary, tally, state)),
        hourly=tuple(state for state in tally.states if _is_hour(state, now)),
        running=session_runs(diary),
        away=is_away(diary.count_afresh(today - _LOOKED_BACK, today), today),
    )


def day_of(diary: Diary, facts: Facts) -> Day:
    """What the words of a reminder are about."""
    program = diary.program(facts.tally.plan.day)
    names = tuple(slot.name for slot in facts.tally.plan.slots)
    return Day(names, program.timings if program else Timings(), facts.away)


def _has_room(diary: Diary, tally: Tally, state: ItemState) -> bool:
    """Whether the week of a "5 days a week" exercise still asks for a day, and this day has none yet."""
    schedule = state.item.prescription.schedule
    if schedule.kind is not ScheduleKind.QUOTA or state.status not in (ItemStatus.TODO, ItemStatus.PARTIAL):
        return False
    counter = diary.counter(tally.plan.day)
    days = counter.quota_days(state.item.prescription, tally.plan.day) if counter else frozenset()
    # A day with a part of it is among them already.
    return len(days - {tally.plan.day}) < schedule.quota


def _is_hour(state: ItemState, now: datetime) -> bool:
    """Whether an hourly exercise is in its hours, and was not done for that long."""
    schedule = state.item.prescription.schedule
    if schedule.kind is not ScheduleKind.HOURLY or schedule.between is None:
        return False
    first, last = schedule.between
    newest = max((record.entry.logged_at for record in state.records), default=None)
    rested = newest is None or now - newest >= timedelta(hours=schedule.every_hours)
    return first <= now.time() <= last and rested


def session_runs(diary: Diary) -> bool:
    """Whether a session runs in some window, rather than having been left behind by a crash."""
    for journal in diary.store.unfinished_sessions():
        try:
            claim = claim_session(diary.places, journal.id)
        except OSError:
            continue
        if claim is None:
            return True
        claim.release()
    return False


def claim_call(places: Places) -> Lease | None:
    """The claim to be the one call that decides; None while another one does, so that nothing comes twice."""
    return take(places.state / "remind.lock")
