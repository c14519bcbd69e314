"""A FHIR R4 Bundle: the plan's resources as they came, and one Observation for each record.

It holds no time of writing and keeps one order, so that exporting what was imported gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hep_care.entry import fold
from hep_tui.diary.programs import NOBODY, PATIENT

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary


def as_fhir(diary: Diary) -> str:
    """The whole diary but its private notes; `hep-tui import` takes all of it back in."""
    from hep_sync.fhir.bundle import bundle_text

    return bundle_text((*_plan(diary), *_records(diary)))


def _plan(diary: Diary) -> Iterator[str]:
    """The stored text of each resource, byte for byte, in the order it came."""
    from hep_sync.fhir import codes
    from hep_sync.fhir.bundle import resource_line

    periods = _periods(diary)
    for kept in diary.store.resources():
        # Beside the resource, not in it: the text that came stays as it came.
        beside: list[dict[str, Any]] = []
        if kept.effective_from is not None:
            beside.append({"url": codes.EFFECTIVE_FROM, "valueDate": kept.effective_from.isoformat()})
        if kept.type == "CarePlan":
            beside += [{"url": codes.ACTIVE_PERIOD, "valuePeriod": period} for period in periods.pop(kept.id, ())]
        yield resource_line(kept.type, kept.id, kept.raw, beside)


def _periods(diary: Diary) -> dict[str, list[dict[str, str]]]:
    """When each program was the patient's, by the id of its CarePlan."""
    periods: dict[str, list[dict[str, str]]] = {}
    for active in diary.store.program_history():
        end = {"end": active.until.isoformat()} if active.until else {}
        periods.setdefault(active.program, []).append({"start": active.since.isoformat(), **end})
    return periods


def _records(diary: Diary) -> Iterator[str]:
    from hep_sync.fhir.bundle import record_line
    from hep_sync.fhir.observation_write import RECORD_KINDS

    patient = diary.store.meta(PATIENT) or NOBODY
    for record in fold(diary.store.entries()):
        if record.entry.kind in RECORD_KINDS:
            yield record_line(record, patient)
