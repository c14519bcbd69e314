"""Visits: asked for, proposed, booked, moved, cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from hep_care.frozen import frozen
from hep_care.people import Person


class VisitState(StrEnum):
    """How a visit stands."""

    ASKED = "asked"
    """The patient asked, and no time is set."""
    WAITING = "waiting"
    """On the clinic's waiting list."""
    PROPOSED = "proposed"
    """A time is proposed and not agreed on."""
    BOOKED = "booked"
    MOVED = "moved"
    """Booked, at another time than before."""
    ARRIVED = "arrived"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """Entered in error."""


class Reply(StrEnum):
    """What somebody says to the time of a visit."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"


@frozen
class Span:
    """From a moment to a later one."""

    start: datetime
    end: datetime


@frozen
class Visit:
    """One visit."""

    state: VisitState
    uid: str = ""
    """Its uuid; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    start: datetime | None = None
    """There from `BOOKED` on."""
    end: datetime | None = None
    minutes: int | None = None
    """How long it is meant to take."""
    moved_from: datetime | None = None
    """When it was to begin before it was moved."""
    suits: tuple[Span, ...] = ()
    """When the patient could come."""
    reason: str = ""
    """Why the patient asks."""
    title: str = ""
    note: str = ""
    """What the patient adds."""
    instruction: str = ""
    """What the clinic tells the patient."""
    therapist: Person = Person()
    reply: Reply = Reply.ACCEPTED
    """The patient's."""
    therapist_reply: Reply = Reply.NEEDS_ACTION
    prescriptions: tuple[str, ...] = ()
    """Ids of the orders it is about."""
    asked: datetime | None = None
    why_cancelled: str = ""
    not_understood: tuple[str, ...] = ()
    """What else is in it, in words."""


def told_moved(before: Visit, after: Visit) -> Visit:
    """The newer of two versions of a visit, as moved where its time is another than that of the older one."""
    agreed = (VisitState.BOOKED, VisitState.MOVED)
    if before.state not in agreed or after.state is not VisitState.BOOKED or before.start == after.start:
        return after
    return replace(after, state=VisitState.MOVED, moved_from=before.start)
