"""What a patient did: entries, which are facts and are only ever added.

A correction is an entry that refers to the one it corrects; `fold` shows what is true now and keeps
everything that was said before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from hep_care.dose import Dose, Load, Side
from hep_care.frozen import frozen

PAIN = "pain_0_10"
"""The scale for which `pain` is the shorthand."""


class EntryKind(StrEnum):
    """What an entry says."""

    COMPLETION = "completion"
    SKIP = "skip"
    SYMPTOM = "symptom"
    AMENDMENT = "amendment"
    RETRACTION = "retraction"
    MESSAGE = "message"
    APPOINTMENT = "appointment"
    ANSWER = "answer"


class Outcome(StrEnum):
    """How much of a dose was done, as the patient says."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SKIPPED = "skipped"


class Source(StrEnum):
    """How an entry or a set came to be known."""

    LIVE = "live"
    """The patient confirmed it while or right after doing it."""
    TIMED = "timed"
    """The timer ran to its end without a key; nobody has confirmed it."""
    TYPED = "typed"
    BACK_FILLED = "back-filled"
    """Logged on a later day than it was done."""
    IMPORTED = "imported"


class Clock(StrEnum):
    """Whether an entry's times come from the real clock or from a pinned one."""

    REAL = "real"
    PINNED = "pinned"


class Reason(StrEnum):
    """Why something was not done in full."""

    PAIN = "pain"
    ILL = "ill"
    NO_TIME = "no-time"
    NO_EQUIPMENT = "no-equipment"
    UNSURE_HOW = "unsure-how"
    TRAVELLING = "travelling"
    TOLD_TO_REST = "told-to-rest"
    OTHER = "other"


EXCUSING = frozenset({Reason.ILL, Reason.TOLD_TO_REST, Reason.PAIN})
"""Reasons that take an exercise out of the count instead of counting it as not done."""


class When(StrEnum):
    """When a symptom was felt, relative to the exercise."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    NEXT_MORNING = "next-morning"


@frozen
class Symptom:
    """One reading on one scale."""

    value: int
    scale: str = PAIN
    when: When = When.DURING
    area: str = ""


@frozen
class PerformedSet:
    """One set on one side, as it was done. Exactly one of reps, seconds and metres is the amount.

    A held repetition has reps, and seconds is then how long one hold lasted.
    """

    id: str
    """Stays the same through corrections, so that an edit never doubles a set."""
    n: int
    """Number of the set on its side, from 1."""
    side: Side = Side.NONE
    reps: int | None = None
    seconds: int | None = None
    metres: Decimal | None = None
    load: Load | None = None
    """The load really used; the prescribed one is in the dose."""
    planned: int | None = None
    """What the set was meant to be, in the unit its kind counts (repetitions, seconds, metres); None is open-ended."""
    source: Source = Source.TYPED


@frozen
class Entry:
    """One fact. Nothing in it changes once it is saved."""

    id: str
    """UUID, made when the patient pressed save; also its FHIR identifier, `urn:uuid:ID`."""
    kind: EntryKind
    date: date
    """Local date it counts for, frozen when it was logged."""
    zone: str
    """IANA name of the zone the patient was in."""
    at: datetime
    """When it was done or felt; aware."""
    logged_at: datetime
    """When it was saved; aware."""
    device: str
    device_seq: int
    """Number of the entry on its device, from 1 without gaps; a gap means something was lost."""
    refers_to: str | None = None
    prescription: str | None = None
    prescription_version: str | None = None
    exercise: str | None = None
    dose: Dose | None = None
    """Snapshot of the dose it answered."""
    slot: int | None = None
    """Slot of the day it answers, from 1; None is extra or as-needed work."""
    status: Outcome | None = None
    ended: datetime | None = None
    sets: tuple[PerformedSet, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    effort: int | None = None
    reason: Reason | None = None
    reason_text: str = ""
    note: str = ""
    private_note: str = ""
    """Never leaves the device."""
    source: Source = Source.TYPED
    clock: Clock = Clock.REAL
    why: str = ""
    """Why an entry was corrected or withdrawn."""

    @property
    def pain(self) -> int | None:
        """The reading on the pain scale, where there is one; the worst, where there are several."""
        readings = [symptom.value for symptom in self.symptoms if symptom.scale == PAIN]
        return max(readings, default=None)


@frozen
class Record:
    """One completion, skip or symptom as it stands now, with every entry that made it."""

    entry: Entry
    """The current content, under the id and logging time of the first entry."""
    log: tuple[Entry, ...]
    """The entries that made it, oldest first."""
    retracted: bool = False

    @property
    def id(self) -> str:
        """The id of the first entry."""
        return self.entry.id

    @property
    def amended(self) -> bool:
        """Whether a correction changed it."""
        return any(entry.kind is EntryKind.AMENDMENT for entry in self.log)


# What an amendment replaces; the rest stays that of the entry it corrects.
_AMENDABLE = (
    "status", "sets", "symptoms", "effort", "reason", "reason_text", "note", "private_note", "slot", "ended", "source",
)  # fmt: skip


def fold(entries: Iterable[Entry]) -> tuple[Record, ...]:
    """What is true now, in the order things were first logged.

    Corrections of one record apply in the order of (logged_at, id) on every device, so two devices
    that hold the same entries show the same. A correction of a correction corrects the first entry.
    A withdrawn record stays withdrawn. Corrections whose first entry is missing wait, unseen.
    """
    # The same entry often arrives twice, from this device and back from the clinic; it is one fact.
    by_id = {entry.id: entry for entry in entries}
    ordered = sorted(by_id.values(), key=_order)
    logs: dict[str, list[Entry]] = {}
    for entry in ordered:
        root = _root(entry, by_id)
        if root is not None:
            logs.setdefault(root.id, []).append(entry)
    return tuple(_record(by_id[id], log) for id, log in sorted(logs.items(), key=lambda item: _order(by_id[item[0]])))


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.logged_at, entry.id


def _root(entry: Entry, by_id: dict[str, Entry]) -> Entry | None:
    seen: set[str] = set()
    at: Entry | None = entry
    while at is not None and at.kind in (EntryKind.AMENDMENT, EntryKind.RETRACTION):
        if at.id in seen:
            return None
        seen.add(at.id)
        at = by_id.get(at.refers_to or "")
    return at


def _record(first: Entry, log: list[Entry]) -> Record:
    now = first
    for entry in log:
        if entry.kind is EntryKind.AMENDMENT:
            now = replace(now, **{name: getattr(entry, name) for name in _AMENDABLE})
    # A skip corrected with the work that was done after all is a completion, and the other way round.
    if now is not first and first.kind in (EntryKind.COMPLETION, EntryKind.SKIP) and now.status is not None:
        now = replace(now, kind=EntryKind.SKIP if now.status is Outcome.SKIPPED else EntryKind.COMPLETION)
    retracted = any(entry.kind is EntryKind.RETRACTION for entry in log)
    corrections = [entry for entry in log if entry is not first]
    return Record(now, (first, *corrections), retracted)
