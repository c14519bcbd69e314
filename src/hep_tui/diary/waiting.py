"""What sync could not settle by itself: what the clinic would not take, what was not understood, what two computers changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from hep_care.entry import Record
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.store import wire

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

_LONGEST_RAW = 4000


class Kind(StrEnum):
    """Why something waits to be looked at."""

    REFUSED = "refused"
    NOT_UNDERSTOOD = "not-understood"
    TWICE = "twice"
    """Corrected on more than one computer; it is settled, and said because one of the two may not be what was meant."""


@frozen
class Waiting:
    """One thing that a person may want to look at."""

    key: str
    kind: Kind
    name: str
    when: str
    """A day in short; empty where it has none."""
    why: str
    """A sentence."""
    raw: str = ""
    """As it came, for whoever helps; its beginning."""
    day: date | None = None
    """The local date whose record it is."""


def waiting(diary: Diary) -> list[Waiting]:
    """Everything that may want a look: what was refused, then what was not understood, then what two computers changed."""
    return [*_refused(diary), *_not_understood(diary), *_twice(diary)]


def waiting_line(one: Waiting) -> str:
    """One of them in a line."""
    what = {Kind.REFUSED: "Not taken by the clinic", Kind.NOT_UNDERSTOOD: "Not understood"}
    when = f", {one.when}" if one.when else ""
    return f"{what.get(one.kind, 'Corrected on two computers')}: {one.name}{when}. {one.why}"


def corrected_twice(record: Record) -> bool:
    """Whether corrections of it came from more than one computer."""
    return len({entry.device for entry in record.log[1:]}) > 1


def _refused(diary: Diary) -> Iterator[Waiting]:
    for uid, (_, why) in wire.parked(diary.store.connection).items():
        record = diary.record(uid)
        name, when = _named(diary, record) if record else ("that you have seen a change of your plan", "")
        day = record.entry.date if record else None
        yield Waiting(f"refused-{uid}", Kind.REFUSED, name, when, plain_text(why, limit=300), day=day)


def _not_understood(diary: Diary) -> Iterator[Waiting]:
    for number, thing in enumerate(diary.store.quarantined()):
        raw = plain_text(thing.raw[:_LONGEST_RAW], limit=_LONGEST_RAW)
        why = plain_text(thing.why, limit=300)
        name = plain_text(thing.ref, limit=120)
        sentence = f"{why[:1].upper()}{why[1:]}".rstrip(".") + "."
        when = f"{thing.at.day} {thing.at:%b}"
        yield Waiting(f"aside-{number}", Kind.NOT_UNDERSTOOD, name, when, sentence, raw)


def _twice(diary: Diary) -> Iterator[Waiting]:
    for uid in diary.store.corrected_on_several():
        record = diary.record(uid)
        if record is not None and corrected_twice(record):
            name, when = _named(diary, record)
            why = "Both corrections are kept and the later one counts; open the day to put it right."
            yield Waiting(f"twice-{uid}", Kind.TWICE, name, when, why, day=record.entry.date)


def _named(diary: Diary, record: Record) -> tuple[str, str]:
    p, day = diary.prescription_of(record.entry), record.entry.date
    return (p.name if p else "an entry"), f"{day.day} {day:%b}"
