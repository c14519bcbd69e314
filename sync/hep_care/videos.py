"""Videos of exercises: the therapist's own for one patient, and what a patient films to have a look taken at it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from hep_care.attachments import Attachment
from hep_care.frozen import frozen
from hep_care.people import Person


class VideoStatus(StrEnum):
    """Whether a video is the one to show."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    ENTERED_IN_ERROR = "entered-in-error"


@frozen
class Chapter:
    """A place in a video."""

    at_s: int
    title: str


@frozen
class Consent:
    """What whoever is to be seen agreed to."""

    words: str
    """The sentence they said yes to."""
    given: datetime | None = None


@frozen
class Video:
    """A video of an exercise."""

    file: Attachment
    uid: str = ""
    """Its uuid; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    status: VideoStatus = VideoStatus.CURRENT
    kind: str = ""
    """What it is, in words: "Exercise demonstration video"."""
    description: str = ""
    prescriptions: tuple[str, ...] = ()
    """Ids of the orders it shows."""
    by_patient: bool = False
    author: Person = Person()
    """Who made it, where that is not the patient."""
    made: datetime | None = None
    length_s: int | None = None
    frames: Attachment | None = None
    """The same as frames that a terminal can draw."""
    chapters: tuple[Chapter, ...] = ()
    transcript: str = ""
    consent: Consent | None = None
    replaces: str = ""
    """Id of the video that this one takes the place of."""
