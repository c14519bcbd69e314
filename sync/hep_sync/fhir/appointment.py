"""Visits as Appointments, both ways: asked for, proposed, booked, moved, cancelled."""

from __future__ import annotations

from datetime import datetime

from hep_care.people import Person
from hep_care.visits import Reply, Span, Visit, VisitState
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    code,
    concept_words,
    extension,
    part,
    parts,
    reference_id,
    whole,
    words,
)
from hep_sync.fhir.identity import (
    all_ids,
    expect,
    listed,
    moment_in,
    patient_of,
    read_names,
    read_person,
    said,
    write_ids,
    write_names,
    write_person,
)
from hep_sync.fhir.moment import read_moment, write_moment

MOST_MINUTES = 24 * 60
_MOST_SPANS = 100
_STATES = {
    "pending": VisitState.PROPOSED,
    "booked": VisitState.BOOKED,
    "arrived": VisitState.ARRIVED,
    "checked-in": VisitState.ARRIVED,
    "fulfilled": VisitState.HELD,
    "noshow": VisitState.MISSED,
    "cancelled": VisitState.CANCELLED,
    "entered-in-error": VisitState.WITHDRAWN,
    "waitlist": VisitState.WAITING,
}
_STATUSES = {
    VisitState.ASKED: "proposed",
    VisitState.WAITING: "waitlist",
    VisitState.PROPOSED: "proposed",
    VisitState.BOOKED: "booked",
    VisitState.MOVED: "booked",
    VisitState.ARRIVED: "arrived",
    VisitState.HELD: "fulfilled",
    VisitState.MISSED: "noshow",
    VisitState.CANCELLED: "cancelled",
    VisitState.WITHDRAWN: "entered-in-error",
}
_WITHOUT_TIME = (VisitState.ASKED, VisitState.WAITING, VisitState.CANCELLED, VisitState.WITHDRAWN)
_WITH_REASON = (VisitState.CANCELLED, VisitState.MISSED)


def read_visit(resource: object) -> Visit:
    """The visit of an Appointment; raises `NotUnderstood` where it may not be taken."""
    found = expect(resource, "Appointment")
    patient_of(found)
    start = read_moment(found["start"]) if "start" in found else None
    end = read_moment(found["end"]) if "end" in found else None
    if end is not None and (start is None or end < start):
        raise NotUnderstood("it ends before it begins, or does not say when it begins")
    moved_from = moment_in(extension(found, codes.MOVED_FROM), "valueDateTime")
    suits, unknown = _spans(found)
    reply, therapist, therapist_reply = _participants(found)
    reasons = (concept_words(item) for item in parts(found, "reasonCode"))
    return Visit(
        state=_state(code(found, "status"), start, moved_from),
        **read_names(found),
        start=start,
        end=end,
        minutes=_minutes(found),
        moved_from=moved_from,
        suits=suits,
        reason="; ".join(text for text in reasons if text),
        title=words(found, "description", limit=200),
        note=words(found, "comment", lines=True),
        instruction=words(found, "patientInstruction", lines=True),
        therapist=therapist,
        reply=reply,
        therapist_reply=therapist_reply,
        prescriptions=all_ids(found, "basedOn", "ServiceRequest"),
        asked=moment_in(found, "created"),
        why_cancelled=concept_words(found.get("cancelationReason")),
        not_understood=unknown,
    )


def _state(status: str, start: datetime | None, moved_from: datetime | None) -> VisitState:
    if status == "proposed":
        return VisitState.ASKED if start is None else VisitState.PROPOSED
    state = _STATES.get(status)
    if state is None:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of an appointment")
    if start is None and state not in _WITHOUT_TIME:
        raise NotUnderstood(f"it is {status} and does not say for when")
    return VisitState.MOVED if state is VisitState.BOOKED and moved_from is not None else state


def _minutes(resource: Json) -> int | None:
    if "minutesDuration" not in resource:
        return None
    return whole(resource["minutesDuration"], 1, MOST_MINUTES, "the length of a visit, in minutes,")


def _spans(resource: Json) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """The times that suit, and what is not understood of them."""
    made: list[Span] = []
    unknown: list[str] = []
    for item in parts(resource, "requestedPeriod")[:_MOST_SPANS]:
        try:
            span = Span(read_moment(item.get("start")), read_moment(item.get("end")))
        except NotUnderstood as error:
            unknown.append(f"A time that suits is left out: {error}.")
            continue
        if span.end < span.start:
            unknown.append("A time that suits is left out: it ends before it begins.")
        else:
            made.append(span)
    return tuple(made), tuple(dict.fromkeys(unknown))


def _participants(resource: Json) -> tuple[Reply, Person, Reply]:
    """What the patient says, who else comes first, and what they say."""
    patient, other = Reply.NEEDS_ACTION, Reply.NEEDS_ACTION
    therapist: Person | None = None
    for item in parts(resource, "participant"):
        status = code(item, "status")
        reply = Reply(status) if status in Reply._value2member_map_ else Reply.NEEDS_ACTION
        actor = part(item, "actor")
        if reference_id(actor, "Patient"):
            patient = reply
        elif therapist is None and (named := read_person(actor)) != Person():
            therapist, other = named, reply
    return patient, therapist or Person(), other


def write_visit(visit: Visit, *, patient: str) -> Json:
    """The Appointment of a visit. Raises `NotUnderstood` for one that is agreed on without a time."""
    if visit.start is None and visit.state not in _WITHOUT_TIME:
        raise NotUnderstood(f"a visit that is {visit.state.value} has a time")
    moved = [] if visit.moved_from is None else [visit.moved_from]
    moments = {"start": visit.start, "end": visit.end, "created": visit.asked}
    cancelled = visit.why_cancelled if visit.state in _WITH_REASON else ""
    return {
        "resourceType": "Appointment",
        **write_names(visit.server_id, visit.uid),
        **listed("extension", [{"url": codes.MOVED_FROM, "valueDateTime": write_moment(one)} for one in moved]),
        "status": _STATUSES[visit.state],
        **({"cancelationReason": {"text": cancelled}} if cancelled else {}),
        "serviceType": [{"coding": [_PHYSIOTHERAPY]}],
        **({"reasonCode": [{"text": visit.reason}]} if visit.reason else {}),
        **said("description", visit.title),
        **({"minutesDuration": visit.minutes} if visit.minutes is not None else {}),
        **{key: write_moment(moment) for key, moment in moments.items() if moment is not None},
        **said("comment", visit.note),
        **said("patientInstruction", visit.instruction),
        **listed("basedOn", write_ids(visit.prescriptions, "ServiceRequest")),
        "participant": _write_participants(visit, patient),
        **listed("requestedPeriod", [_write_span(span) for span in visit.suits]),
    }


_PHYSIOTHERAPY = {"system": codes.SERVICE_TYPE, "code": codes.PHYSIOTHERAPY, "display": "Physiotherapy"}


def _write_participants(visit: Visit, patient: str) -> list[Json]:
    sides = [({"reference": f"Patient/{patient}"}, visit.reply), (write_person(visit.therapist), visit.therapist_reply)]
    return [{"actor": actor, "required": "required", "status": reply.value} for actor, reply in sides if actor]


def _write_span(span: Span) -> Json:
    return {"start": write_moment(span.start), "end": write_moment(span.end)}
