"""What the diary holds as JSON values: ITEM and ENTRY, as commands print them and exports write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from hep_care.blocks import compile_dose
from hep_care.counts import Tally
from hep_care.credit import ItemState
from hep_care.dose_text import dose_text
from hep_care.entry import Entry
from hep_care.program import Program
from hep_sync.shapes import moment_text, set_shape, symptom_shape


def item_shape(state: ItemState, tally: Tally, program: Program) -> dict[str, Any]:
    """ITEM: one exercise in one session of a day."""
    p = state.item.prescription
    return {
        "prescription": p.id,
        "exercise": p.exercise,
        "name": p.name,
        "dose": dose_text(p.dose),
        "side": p.dose.side.value,
        "slot": state.item.slot,
        "status": state.status.value,
        "seconds": compile_dose(p.dose, program.timings).total_seconds,
        "counts": tally.counts(state),
    }


def entry_shape(entry: Entry, sha256: str, sent: bool) -> dict[str, Any]:
    """ENTRY: one logged fact, the patient's private note included since it is the patient who asks."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "refers_to": entry.refers_to,
        "prescription": entry.prescription,
        "prescription_version": entry.prescription_version,
        "dose": dose_text(entry.dose) if entry.dose else None,
        "exercise": entry.exercise,
        "date": entry.date.isoformat(),
        "zone": entry.zone,
        "slot": entry.slot,
        "status": entry.status.value if entry.status else None,
        "sets": [set_shape(one) for one in entry.sets],
        "symptoms": [symptom_shape(one) for one in entry.symptoms],
        "pain": entry.pain,
        "effort": entry.effort,
        "reason": entry.reason.value if entry.reason else None,
        "reason_text": entry.reason_text or None,
        "note": entry.note or None,
        "private_note": entry.private_note or None,
        "why": entry.why or None,
        "source": entry.source.value,
        "clock": entry.clock.value,
        "device": entry.device,
        "at": moment_text(entry.at),
        "logged_at": moment_text(entry.logged_at),
        "sha256": sha256,
        "sent": sent,
    }


def entries_shape(entries: Iterable[Entry], sent: Collection[str] = ()) -> dict[str, Any]:
    """What a command that logs answers: everything is saved, and this is it. `sent` are those the clinic has."""
    from hep_sync.payload import digest, to_payload

    shapes = [entry_shape(entry, digest(to_payload(entry)), sent=entry.id in sent) for entry in entries]
    return {"saved": True, "entries": shapes}


def program_shape(program: Program | None, phase: str | None = None) -> dict[str, Any] | None:
    """What identifies a program, with the phase of the day."""
    if program is None:
        return None
    return {"id": program.id, "title": program.title, "version": program.version, "phase": phase}


def iso(day: date | None) -> str | None:
    """A date as text, if there is one."""
    return day.isoformat() if day else None
