"""Everything as one JSON document, private notes included, for the patient's own programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hep_care.courses import Course
from hep_care.dose_text import dose_text
from hep_care.program import Prescription
from hep_care.schedule_text import schedule_text
from hep_sync.shapes import day_shape, moment_text
from hep_tui.diary.shapes import entries_shape, iso
from hep_tui.diary.standing import sent_ids
from hep_tui.store.resources import Resource

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

VERSION = 1
"""Of the document; a higher one has only more keys."""


def as_json(diary: Diary) -> str:
    """The programs and their resources, the days in numbers, every entry, and what was set aside."""
    history = diary.history(None, None)
    document = {
        "format": "hep-tui",
        "version": VERSION,
        "profile": diary.places.profile,
        "device": diary.store.device,
        "timezone": diary.clock.zone,
        "rollover_hour": diary.rules.rollover_hour,
        "programs": [_program(course) for course in diary.courses()],
        "days": [day_shape(day) for day in history.days],
        "entries": entries_shape(history.entries, sent_ids(diary))["entries"],
        "quarantine": [
            {"what": thing.what, "ref": thing.ref, "why": thing.why, "raw": thing.raw}
            for thing in diary.store.quarantined()
        ],
        "resources": [_resource(kept) for kept in diary.store.resources()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _program(course: Course) -> dict[str, Any]:
    program = course.program
    return {
        "id": program.id,
        "title": program.title,
        "version": program.version,
        "since": iso(course.since),
        "until": iso(course.until),
        "phases": [{"id": phase.id, "name": phase.name} for phase in program.phases],
        "prescriptions": [_prescription(p) for p in program.prescriptions],
        "precautions": list(program.precautions),
        "stop_and_call": list(program.stop_and_call),
    }


def _prescription(p: Prescription) -> dict[str, Any]:
    return {
        "id": p.id,
        "version": p.version,
        "exercise": p.exercise,
        "name": p.name,
        "dose": dose_text(p.dose),
        "schedule": schedule_text(p.schedule),
        "phase": p.phase,
        "status": p.status.value,
        "valid_from": iso(p.valid_from),
        "valid_to": iso(p.valid_to),
        "cues": [{"type": cue.type.value, "text": cue.text} for cue in p.cues],
    }


def _resource(kept: Resource) -> dict[str, Any]:
    return {
        "type": kept.type,
        "id": kept.id,
        "version": kept.version,
        "first_seen_at": moment_text(kept.first_seen_at),
        "effective_from": iso(kept.effective_from),
        "resource": json.loads(kept.raw),
    }
