"""What a patient and a therapist write to each other, and which messages are one conversation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from hep_care.attachments import Attachment
from hep_care.entry import Symptom
from hep_care.frozen import frozen
from hep_care.people import Person

UNSENT = "urn:uuid:"
"""Begins what names a message, or an entry of the patient, by its uuid instead of its id on the server."""


class Sender(StrEnum):
    """Who wrote a message."""

    PATIENT = "patient"
    CLINIC = "clinic"
    UNKNOWN = "unknown"


class MessageStatus(StrEnum):
    """How a message stands; most servers know only two of these."""

    PREPARATION = "preparation"
    IN_PROGRESS = "in-progress"
    NOT_DONE = "not-done"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


_NOT_SHOWN = (
    MessageStatus.PREPARATION, MessageStatus.NOT_DONE, MessageStatus.STOPPED, MessageStatus.ENTERED_IN_ERROR,
)  # fmt: skip


@frozen
class About:
    """What a message is about, as the patient saw it when asking."""

    prescription: str = ""
    prescription_version: str = ""
    entry: str = ""
    """What was done or felt: its id on the server, or `UNSENT` and its uuid."""
    exercise: str = ""
    """Its name."""
    dose: str = ""
    """In words."""
    symptom: Symptom | None = None
    """The last one of this exercise."""


@frozen
class Message:
    """One message."""

    text: str
    sender: Sender
    uid: str = ""
    """Its uuid, which makes sending it twice harmless; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    status: MessageStatus = MessageStatus.COMPLETED
    topic: str = ""
    about: About = About()
    plan: str = ""
    """Id of the CarePlan it belongs to."""
    answers: str = ""
    """The message it answers: its id on the server, or `UNSENT` and its uuid."""
    thread: str = ""
    """The first message of its thread, named in the same way; empty in the first one itself."""
    sent: datetime | None = None
    received: datetime | None = None
    """When the other side opened it; without one nothing is known about it."""
    other: Person = Person()
    """The other side: whom the patient asks, or who answers."""
    files: tuple[Attachment, ...] = ()
    videos: tuple[str, ...] = ()
    """Ids of the DocumentReferences it points to."""
    not_understood: tuple[str, ...] = ()
    """What else is in it, in words."""


def is_shown(message: Message) -> bool:
    """Whether a message is there to be read, and not a draft, stopped or taken back."""
    return message.status not in _NOT_SHOWN


def threads(messages: Iterable[Message]) -> list[tuple[Message, ...]]:
    """The conversations, each oldest first, in the order in which they began.

    A message belongs to the thread it names, else to that of the message it answers, else it begins its own.
    """
    known = [message for message in messages if is_shown(message)]
    named = {name: message for message in known for name in _names(message)}
    heads: dict[str, str] = {}
    together: dict[str, list[Message]] = {}
    for message in known:
        together.setdefault(_head(message, named, heads), []).append(message)
    return sorted((tuple(sorted(each, key=_moment)) for each in together.values()), key=lambda each: _moment(each[0]))


def _names(message: Message) -> tuple[str, ...]:
    said = (message.server_id, UNSENT + message.uid if message.uid else "")
    return tuple(name for name in said if name)


def _head(message: Message, named: dict[str, Message], heads: dict[str, str]) -> str:
    """The name of the first message of a thread; a ring of messages has the least of their names.

    What is found is noted in `heads` for every message on the way.
    """
    name, path = next(iter(_names(message)), ""), dict[str, None]()
    while name not in heads and name not in path:
        path[name] = None
        at = named.get(name, message)
        up = at.thread or at.answers
        if not up:
            break
        if up not in named:
            name = up
            break
        name = _names(named[up])[0]
    ring = list(path)
    head = heads.get(name) or min(ring[ring.index(name) :] if name in path else [name])
    heads.update(dict.fromkeys(path, head))
    return head


def _moment(message: Message) -> tuple[datetime, str, str]:
    return message.sent or datetime.max.replace(tzinfo=UTC), message.server_id, message.uid
