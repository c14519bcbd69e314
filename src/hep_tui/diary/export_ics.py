"""The sessions of the coming four weeks, as events for a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from hep_care.blocks import compile_dose
from hep_care.day import resolve_wall, zone_named
from hep_care.dose_text import dose_text, minutes_text
from hep_care.due import SlotPlan
from hep_care.program import Program

if TYPE_CHECKING:
    from icalendar import Event

    from hep_tui.diary.diary import Diary

DAYS = 28
"""Today is the first of them."""
_SHORTEST = timedelta(minutes=5)


def as_ics(diary: Diary) -> str:
    """An iCalendar file; a session with a time of day is an event at that time, any other lies on the whole day."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//hep-tui//home exercise program//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Home exercises")
    for offset in range(DAYS):
        day = diary.today + timedelta(days=offset)
        program = diary.program(day) or diary.program()
        if program is not None:
            for slot in diary.tally(day).plan.slots:
                calendar.add_component(_event(diary, program, day, slot))
    return str(calendar.to_ical(), "utf-8")


def _event(diary: Diary, program: Program, day: date, slot: SlotPlan) -> Event:
    from icalendar import Event

    doses = [item.prescription.dose for item in slot.items]
    seconds = sum(compile_dose(dose, program.timings).total_seconds for dose in doses)
    event = Event()
    # The same session keeps its identity, so that a second file takes the place of the first.
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'hep-tui/{program.id}/{day.isoformat()}/{slot.number}')}@hep-tui")
    event.add("dtstamp", diary.clock.now().astimezone(UTC))
    event.add("summary", f"{slot.name.capitalize() or f'Session {slot.number}'}: {minutes_text(seconds)} of exercises")
    event.add("description", "\n".join(f"{i.prescription.name}: {dose_text(i.prescription.dose)}" for i in slot.items))
    event.add("transp", "TRANSPARENT")
    if slot.at is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        begin = resolve_wall(datetime.combine(day, slot.at), zone_named(diary.clock.zone)).astimezone(UTC)
        event.add("dtstart", begin)
        event.add("dtend", begin + max(timedelta(seconds=seconds), _SHORTEST))
    return event
