"""The sessions of every day, as repeating events for a calendar; with alarms where reminders are on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from hep_care.blocks import compile_dose
from hep_care.dose_text import dose_text, minutes_text
from hep_care.due import SlotPlan, day_plan, program_end
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Prescription, Program
from hep_tui.diary.repeats import Repeat, repeats
from hep_tui.reminders import memory
from hep_tui.reminders.times import asked_by, in_order, into_day, read_times
from hep_tui.reminders.words import DISCREET
from hep_tui.routines import routine_for

if TYPE_CHECKING:
    from icalendar import Alarm, Event

    from hep_care.courses import Course
    from hep_tui.diary.diary import Diary

AHEAD = timedelta(weeks=12)
"""How far a program without an end is written out; a later export carries it on."""
_FURTHEST = timedelta(days=366)
_DAY = timedelta(days=1)
_SHORTEST = timedelta(minutes=5)


@frozen
class _Session:
    """One session of a day as an event tells it; days on which it is the same are one repeating event."""

    number: int
    summary: str
    description: str
    seconds: int
    at: timedelta | None
    """From the midnight with which its date begins; None lies on the whole day."""
    alarms: tuple[timedelta, ...]
    """As `at`."""


def as_ics(diary: Diary) -> str:
    """An iCalendar file of every program from its first day on.

    A session is one event that repeats until its program, or what it holds, ends or changes. It keeps its identity
    from one export to the next, so a calendar updates it: also where a program ended earlier than it was to.
    """
    from icalendar import Calendar

    discreet = diary.settings.remind_discreetly
    calendar = Calendar()
    calendar.add("prodid", "-//hep-tui//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Short breaks" if discreet else "Home exercises")
    on = memory.load(diary.places).on
    times = in_order(read_times(diary.settings.remind_at), diary.rules) if on else ()
    stamp = diary.clock.now().astimezone(UTC)
    for course in diary.courses():
        days: dict[_Session, list[date]] = {}
        for day, session in _sessions(diary, course, times):
            days.setdefault(session, []).append(day)
        for session, mine in days.items():
            for repeat in repeats(mine):
                calendar.add_component(_event(course.program, session, repeat, stamp))
    return str(calendar.to_ical(), "utf-8")


def _sessions(diary: Diary, course: Course, times: Sequence[time]) -> Iterator[tuple[date, _Session]]:
    """Every session of a course by its date; what was done changes nothing, so that a past day stays what it was."""
    program, spans = course.counted, diary.spans(course)
    last = min(course.until or program_end(program, spans) or diary.today + AHEAD, diary.today + _FURTHEST)
    for n in range((last - course.since).days + 1):
        plan = day_plan(program, course.since + n * _DAY, spans)
        taken: set[timedelta] = set()
        for slot in plan.slots:
            yield plan.day, _session(diary, program, slot, len(plan.slots), times, taken)


def _session(
    diary: Diary, program: Program, slot: SlotPlan, of: int, times: Sequence[time], taken: set[timedelta]
) -> _Session:
    seconds = sum(compile_dose(item.prescription.dose, program.timings).total_seconds for item in slot.items)
    mine = [into_day(at, diary.rules) for at in _alarm_times(slot, of, times)]
    # Where one reminder speaks of several sessions only the first of their events rings.
    alarms = tuple(at for at in mine if at not in taken)
    taken.update(alarms)
    at = into_day(slot.at, diary.rules) if slot.at is not None else mine[0] if mine else None
    if diary.settings.remind_discreetly:
        return _Session(slot.number, DISCREET.rstrip("."), "", seconds, at, alarms)
    name = slot.name or f"Session {slot.number}"
    routine = routine_for(diary.settings, name)
    lines = [
        *([routine[:1].upper() + routine[1:]] if routine else []),
        *(_line(item.prescription) for item in slot.items),
    ]
    summary = f"{name[:1].upper()}{name[1:]}: {minutes_text(seconds)} of exercises"
    return _Session(slot.number, plain_text(summary), "\n".join(lines), seconds, at, alarms)


def _line(prescription: Prescription) -> str:
    return f"{prescription.name}: {dose_text(prescription.dose)}"


def _alarm_times(slot: SlotPlan, of: int, times: Sequence[time]) -> tuple[time, ...]:
    """The reminders that are this session's: from the first that speaks of it to the one before the next session's."""
    if not times:
        return ()
    if slot.at is not None:
        return (slot.at,)
    first = next(n for n in range(len(times)) if asked_by(slot, of, n, times))
    after = SlotPlan(slot.number + 1, "", None, ())
    until = next((n for n in range(first + 1, len(times)) if slot.number < of and asked_by(after, of, n, times)), None)
    return tuple(times[first : until if slot.number < of else None]) or (times[first],)


def _event(program: Program, session: _Session, repeat: Repeat, stamp: datetime) -> Event:
    from icalendar import Event

    event = Event()
    # By its first day, which later exports have too; a dose that changes ends one series and begins another.
    identity = f"hep-tui/{program.id}/{session.number}/{repeat.first.isoformat()}"
    event.add("uid", f"{uuid5(NAMESPACE_URL, identity)}@hep-tui")
    event.add("dtstamp", stamp)
    event.add("summary", session.summary)
    if session.description:
        event.add("description", session.description)
    event.add("transp", "TRANSPARENT")
    if session.at is None:
        event.add("dtstart", repeat.first)
        event.add("dtend", repeat.first + _DAY)
    else:
        # No zone: 07:30 is 07:30 wherever the patient is, and whatever the clocks do.
        begin = datetime.combine(repeat.first, time()) + session.at
        event.add("dtstart", begin)
        event.add("dtend", begin + max(timedelta(seconds=session.seconds), _SHORTEST))
    if repeat.rule:
        until = repeat.last if session.at is None else datetime.combine(repeat.last, time()) + session.at
        event.add("rrule", {**repeat.rule, "until": until})
    for at in session.alarms:
        event.add_component(_alarm(session, at - (session.at or timedelta())))
    return event


def _alarm(session: _Session, after: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", session.summary)
    alarm.add("trigger", after)
    return alarm
