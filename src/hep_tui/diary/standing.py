"""How the diary stands with the clinic: what is still to be sent, when both were equal last, what needs a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from hep_care.entry import Clock
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.diary.binding import read_binding
from hep_tui.diary.for_clinic import ForClinic
from hep_tui.store import wire

if TYPE_CHECKING:
    from hep_care.entry import Record
    from hep_tui.diary.diary import Diary

EPOCH, LAST_SYNC, LAST_CHECK = "clinic_epoch", "last_sync", "last_check"
"""Single values of the file: the server's epoch, when everything was exchanged last, when every row was compared last."""
TROUBLE, HELD = "sync_trouble", "sync_held"
"""Why the last round ended early, the question a large change of the plan waits with."""
STALE_AFTER = timedelta(days=7)


class Trouble(StrEnum):
    """Why the last round ended early."""

    NONE = ""
    OFFLINE = "offline"
    SIGNED_OUT = "signed-out"
    OTHER = "other"


_TROUBLE_WORDS = {
    Trouble.NONE: "",
    Trouble.OFFLINE: "offline",
    Trouble.SIGNED_OUT: "pair again",
    Trouble.OTHER: "sync did not work",
}


@frozen
class Standing:
    """How a paired diary stands."""

    clinic: str
    unsent: int
    """Entries that are for the clinic and not known to be there."""
    parked: int
    """Records the clinic's server would not take."""
    last_sync: datetime | None
    paired_at: datetime
    trouble: Trouble
    held: str
    """The question a change of the plan waits with; empty where none does."""

    @property
    def offline(self) -> bool:
        """Whether the clinic could not be reached the last time."""
        return self.trouble is Trouble.OFFLINE

    def stale(self, now: datetime) -> bool:
        """Whether the plan was not compared with the clinic's for a week."""
        return now - (self.last_sync or self.paired_at) >= STALE_AFTER


def standing(diary: Diary) -> Standing | None:
    """How the diary stands with the clinic it is paired with; None where it is with none."""
    binding = read_binding(diary.store)
    if binding is None:
        return None
    store = diary.store
    said = store.meta(TROUBLE) or ""
    return Standing(
        clinic=binding.clinic,
        unsent=unsent(diary),
        parked=len(wire.parked(store.connection)),
        last_sync=last_sync(diary),
        paired_at=binding.paired_at,
        trouble=Trouble(said) if said in set(Trouble) else Trouble.OTHER,
        held=store.meta(HELD) or "",
    )


def unsent(diary: Diary) -> int:
    """How many entries are for the clinic and not known to be there."""
    binding = read_binding(diary.store)
    if binding is None:
        return 0
    audience = ForClinic(diary.courses(), binding.patient, loopback=binding.loopback)
    return sum(
        audience.takes(one.kind, one.prescription, date.fromisoformat(one.date), pinned=one.clock == Clock.PINNED)
        for one in wire.unsent_roots(diary.store.connection)
    )


def account(diary: Diary) -> str | None:
    """Whose record it is, on which server; None where the diary is not paired."""
    binding = read_binding(diary.store)
    return binding.account if binding else None


def epoch(diary: Diary) -> str | None:
    """The epoch of the clinic's server as last seen; of a file that was never paired, None."""
    return diary.store.meta(EPOCH)


def badge(standing: Standing, now: datetime, dot: str = "·", *, asking: bool = False) -> str:
    """How it stands, in a few words: "synced 5 min ago", "offline · 3 to send"; what needs a person goes first.

    `asking` is whether somebody waits for a round that is under way.
    """
    if asking:
        return "asking the clinic…"
    to_send = f"{standing.unsent} to send" if standing.unsent else ""
    trouble = _TROUBLE_WORDS[standing.trouble]
    if standing.trouble is not Trouble.SIGNED_OUT and standing.held:
        trouble = "a question about your plan"
    elif standing.trouble is not Trouble.SIGNED_OUT and standing.parked:
        trouble = f"{standing.parked} not taken by the clinic"
    if trouble or to_send:
        return f" {dot} ".join(filter(None, (trouble, to_send)))
    return f"synced {_ago(standing.last_sync, now)}" if standing.last_sync else "not synced yet"


def delivery(standing: Standing, now: datetime) -> str:
    """Whether the clinic has what was logged, in a sentence, and that having is not watching."""
    if standing.unsent:
        entries = "an entry of yours" if standing.unsent == 1 else f"{standing.unsent} of your entries"
        return f"Your clinic does not have {entries} yet."
    if standing.last_sync is None:
        return "Nothing has reached your clinic yet."
    moment = standing.last_sync.astimezone(now.tzinfo)
    day = "" if moment.date() == now.date() else f"{moment.day} {moment:%b}, "
    return f"What you logged was delivered by {day}{moment:%H:%M}; nobody watches this at night."


def delivered_words(diary: Diary, record: Record) -> str:
    """Whether the clinic has one record as it stands; empty without a clinic."""
    binding = read_binding(diary.store)
    if binding is None:
        return ""
    first = record.log[0]
    audience = ForClinic(diary.courses(), binding.patient, loopback=binding.loopback)
    if not audience.takes(first.kind, first.prescription, first.date, pinned=first.clock is Clock.PINNED):
        return "Stays on this computer: it is not for your clinic."
    held = wire.held(diary.store.connection, record.id)
    if all(entry.id in held for entry in record.log):
        return "Delivered: your clinic has it."
    if found := wire.parked(diary.store.connection).get(record.id):
        return f"Your clinic's server did not take it: {plain_text(found[1], limit=300)}"
    return "Your clinic has it as it was; the correction is not sent yet." if held else "Not sent yet."


def needs_a_person(standing: Standing) -> bool:
    """Whether something waits that no network brings."""
    return bool(standing.held or standing.parked) or standing.trouble in (Trouble.SIGNED_OUT, Trouble.OTHER)


def _ago(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    moment = moment.astimezone(now.tzinfo)
    if moment.date() == now.date():
        return f"at {moment:%H:%M}"
    return f"on {moment.day} {moment:%b}"


def last_sync(diary: Diary) -> datetime | None:
    """When everything was exchanged last."""
    said = diary.store.meta(LAST_SYNC)
    return datetime.fromisoformat(said) if said else None


def stale_words(diary: Diary) -> str:
    """That the plan was not checked for a week; empty where it was, or where no clinic is there to ask."""
    binding = read_binding(diary.store)
    if binding is None:
        return ""
    last = last_sync(diary) or binding.paired_at
    if diary.clock.now() - last < STALE_AFTER:
        return ""
    return f"Your plan was last checked with {binding.clinic} on {last.day} {last:%b}."


def sent_ids(diary: Diary) -> frozenset[str]:
    """Ids of the entries the clinic's server is known to hold."""
    return wire.all_held(diary.store.connection)


# --- what a round leaves to be told


def note_trouble(diary: Diary, trouble: Trouble) -> None:
    """Note why a round ended early, or that it did not; nothing is written where that is known."""
    _note(diary, TROUBLE, trouble.value)


def note_held(diary: Diary, question: str) -> None:
    """Note the question that a change of the plan waits with, or that none does."""
    _note(diary, HELD, plain_text(question, limit=300))


def _note(diary: Diary, key: str, value: str) -> None:
    if (diary.store.meta(key) or "") != value:
        diary.store.set_meta(key, value or None)
