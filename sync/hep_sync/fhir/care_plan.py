"""A program and its phases as CarePlans: reading.

The program is the CarePlan that is part of no other; a phase is one that is part of it.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import TypeVar

from hep_care.dose import Side
from hep_care.frozen import frozen
from hep_care.program import Advance, AfterEnd, Phase, PhaseEntry, Program, Status, Timings
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    all_words,
    amount,
    boolean,
    code,
    extension,
    extension_words,
    part,
    parts,
    reference_id,
    resource_id,
    seconds,
    whole,
    words,
)
from hep_sync.fhir.moment import read_day
from hep_sync.fhir.service_request import read_status, subject_of

Word = TypeVar("Word", bound=StrEnum)

LOCAL_PATIENT = "me"
"""Id of the patient of a program that no clinic wrote."""
MOST_WEEKS = 520
TIMING_PARTS = {
    "rep_s": "repTime",
    "switch_s": "switch",
    "lead_in_s": "leadIn",
    "rest_s": "rest",
    "rep_rest_s": "repRest",
    "between_s": "betweenExercises",
}
_MOST_REST_S = 3600


@frozen
class ReadPlan:
    """One version of a CarePlan, before it is placed in a program."""

    id: str
    version: str
    status: Status
    patient: str
    part_of: str
    """Id of the plan it belongs to; empty for a program."""
    start: date | None
    end: date | None
    created: date | None
    orders: tuple[str, ...]
    """Ids of its orders, in the order a session does them."""
    inline: tuple[str, ...]
    """What it asks for without an order, in words; that is not supported."""
    resource: Json


def read_plan(resource: Json, version: str, *, zone: str) -> ReadPlan:
    """A CarePlan; raises `NotUnderstood` where it may not be taken."""
    period = part(resource, "period")
    start = read_day(period["start"], zone) if "start" in period else None
    end = read_day(period["end"], zone, last=True) if "end" in period else None
    if start is not None and end is not None and end < start:
        raise NotUnderstood(f"its period ends on {end}, before it begins on {start}")
    above = (reference_id(item, "CarePlan") for item in parts(resource, "partOf"))
    orders, inline = _activities(resource)
    return ReadPlan(
        id=resource_id(resource),
        version=version,
        status=read_status(resource),
        patient=subject_of(resource),
        part_of=next((id for id in above if id), ""),
        start=start,
        end=end,
        created=read_day(resource["created"], zone) if "created" in resource else None,
        orders=orders,
        inline=inline,
        resource=resource,
    )


def _activities(resource: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    orders: list[str] = []
    inline: list[str] = []
    for item in parts(resource, "activity"):
        if id := reference_id(part(item, "reference"), "ServiceRequest"):
            orders.append(id)
        elif detail := part(item, "detail"):
            inline.append(
                words(detail, "description", limit=80) or words(part(detail, "code"), "text", limit=80) or "?"
            )
    return tuple(dict.fromkeys(orders)), tuple(inline)


def program_of(plan: ReadPlan) -> Program:
    """The program a plan says, still without phases and prescriptions."""
    resource = plan.resource
    contact = {code(item, "url"): item for item in parts(extension(resource, codes.CLINIC_CONTACT), "extension")}
    gap = part(extension(resource, codes.MIN_GAP), "valueDuration")
    return Program(
        id=plan.id,
        title=words(resource, "title", limit=200) or words(resource, "description", limit=200) or plan.id,
        version=plan.version,
        start=plan.start or plan.created,
        end=plan.end,
        status=plan.status,
        precautions=all_words(resource, codes.EXERCISE_PRECAUTION),
        stop_and_call=all_words(resource, codes.STOP_AND_CALL),
        phone=words(contact.get("phone"), "valueString", limit=60),
        clinic=words(contact.get("name"), "valueString", limit=200),
        therapist=words(part(resource, "author"), "display", limit=200),
        patient="" if plan.patient == LOCAL_PATIENT else plan.patient,
        sample=boolean(resource, codes.SAMPLE) is True,
        after_end=_word(extension(resource, codes.AFTER_END), AfterEnd) or AfterEnd.ASK,
        self_progress=boolean(resource, codes.SELF_PROGRESS) is True,
        min_gap_minutes=_minutes(gap) if gap else 120,
        timings=_timings(extension(resource, codes.TIMINGS)),
        notes=tuple(text for item in parts(resource, "note") if (text := words(item, "text", lines=True))),
        affected=_word(extension(resource, codes.AFFECTED_SIDE), Side),
    )


def _minutes(gap: Json) -> int:
    return whole(amount(gap, {"min": 1, "h": 60}, "the least gap"), 0, 24 * 60, "the least gap")


def _timings(found: Json) -> Timings:
    inner = {code(item, "url"): part(item, "valueDuration") for item in parts(found, "extension")}
    said = {
        name: seconds(inner[url], 0 if name.endswith("rest_s") else 1, _MOST_REST_S, url)
        for name, url in TIMING_PARTS.items()
        if url in inner
    }
    usual = Timings()
    return Timings(**{field.name: said.get(field.name, getattr(usual, field.name)) for field in fields(Timings)})


def phase_of(plan: ReadPlan, start: date | None) -> Phase:
    """The phase a plan says; `start` is its first local date, where that is known."""
    resource = plan.resource
    inner = {code(item, "url"): item for item in parts(extension(resource, codes.PHASE_ENTRY), "extension")}
    weeks = inner.get("weeks", {}).get("valuePositiveInt")
    return Phase(
        id=plan.id,
        name=words(resource, "title", limit=200) or plan.id,
        entry=_word(inner.get("entry"), PhaseEntry) or PhaseEntry.WORD,
        start=start,
        end=plan.end,
        weeks=None if weeks is None else whole(weeks, 1, MOST_WEEKS, "the weeks of a phase"),
        advance=_word(inner.get("advance"), Advance) or Advance.ASK,
        criterion=words(inner.get("criterion"), "valueString"),
        status=plan.status,
    )


def phase_order(plan: ReadPlan) -> tuple[int, date, str]:
    """Where a phase stands among the phases: by its number, else by its start."""
    inner = parts(extension(plan.resource, codes.PHASE_ENTRY), "extension")
    said = next((item.get("valuePositiveInt") for item in inner if item.get("url") == "order"), None)
    number = said if isinstance(said, int) and not isinstance(said, bool) else 10**6
    return number, plan.start or date.max, plan.id


def source_digest(resource: Json) -> str:
    """The digest of the program file a CarePlan was made from; empty where it was made otherwise."""
    return extension_words(resource, codes.SOURCE_DIGEST)


def _word(item: Json | None, kind: type[Word]) -> Word | None:
    said = code(item, "valueCode")
    return kind(said) if said in kind._value2member_map_ else None
