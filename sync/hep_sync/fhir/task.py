"""What the clinic asks for as Tasks, both ways: a form to fill in, a changed plan to take note of."""

from __future__ import annotations

from collections.abc import Iterator

from hep_care.requests import Request, RequestKind, RequestState
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, coded, concept, concept_words, part, parts, reference_id, words
from hep_sync.fhir.identity import (
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
from hep_sync.fhir.moment import read_day, write_moment
from hep_sync.fhir.questionnaire import canonical, read_canonical

QUESTIONNAIRE = "questionnaire"
PLAN_VERSION = "plan-version"
RESPONSE = "response"
"""What inputs and outputs are called."""


def read_request(resource: object, *, zone: str = "UTC") -> Request:
    """The request of a Task; raises `NotUnderstood` where it may not be taken."""
    found = expect(resource, "Task")
    patient_of(found)
    status = code(found, "status")
    if status not in RequestState._value2member_map_:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of a task")
    kind = _kind(found)
    form, version = next(
        (read_canonical(item.get("valueCanonical")) for item in _named(found, QUESTIONNAIRE)), ("", "")
    )
    if kind is RequestKind.QUESTIONNAIRE and not form:
        raise NotUnderstood("it asks to fill in a form and does not say which")
    plan = reference_id(part(found, "focus"), "CarePlan")
    if kind is RequestKind.ACKNOWLEDGE and not plan:
        raise NotUnderstood("it asks to take note of a plan and does not say which")
    last = part(part(found, "restriction"), "period").get("end")
    answers = (reference_id(part(item, "valueReference"), "QuestionnaireResponse") for item in _named(found, RESPONSE))
    return Request(
        kind=kind,
        state=RequestState(status),
        words=words(found, "description") or concept_words(found.get("code")),
        **read_names(found),
        questionnaire=form,
        questionnaire_version=version,
        plan=plan,
        plan_version=next((words(item, "valueString", limit=64) for item in _named(found, PLAN_VERSION)), ""),
        asked=moment_in(found, "authoredOn", zone),
        due=None if last is None else read_day(last, zone, last=True),
        changed=moment_in(found, "lastModified", zone),
        asked_by=read_person(part(found, "requester")),
        response=next((id for id in answers if id), ""),
    )


def _kind(resource: Json) -> RequestKind:
    if coded(resource.get("code"), codes.SDC_TASK) == RequestKind.QUESTIONNAIRE.value:
        return RequestKind.QUESTIONNAIRE
    if coded(resource.get("code"), codes.HEP) == RequestKind.ACKNOWLEDGE.value:
        return RequestKind.ACKNOWLEDGE
    return RequestKind.OTHER


def _named(resource: Json, name: str) -> Iterator[Json]:
    """The inputs and outputs of this name."""
    for item in (*parts(resource, "input"), *parts(resource, "output")):
        kind = part(item, "type")
        if name in (code(kind, "text"), coded(kind, codes.HEP)):
            yield item


def write_request(request: Request, *, patient: str) -> Json:
    """The Task of a request; `patient` is whom it is for and who does it."""
    person = {"reference": f"Patient/{patient}"}
    moments = {"authoredOn": request.asked, "lastModified": request.changed}
    asked_by = write_person(request.asked_by)
    focus = write_ids((request.plan,), "CarePlan")
    period = {"end": request.due.isoformat()} if request.due else {}
    answer = [{"type": {"text": RESPONSE}, "valueReference": item}
              for item in write_ids((request.response,), "QuestionnaireResponse")]  # fmt: skip
    return {
        "resourceType": "Task",
        **write_names(request.server_id, request.uid),
        "status": request.state.value,
        "intent": "order",
        **({"code": _CODES[request.kind]} if request.kind in _CODES else {}),
        **said("description", request.words),
        **({"focus": focus[0]} if focus else {}),
        "for": person,
        **{key: write_moment(moment) for key, moment in moments.items() if moment is not None},
        **({"requester": asked_by} if asked_by else {}),
        "owner": person,
        **({"restriction": {"period": period}} if period else {}),
        **listed("input", _inputs(request)),
        **listed("output", answer),
    }


_CODES = {
    RequestKind.QUESTIONNAIRE: concept(codes.SDC_TASK, RequestKind.QUESTIONNAIRE.value),
    RequestKind.ACKNOWLEDGE: concept(codes.HEP, RequestKind.ACKNOWLEDGE.value),
}


def _inputs(request: Request) -> list[Json]:
    made: list[Json] = []
    if request.questionnaire:
        form = canonical(request.questionnaire, request.questionnaire_version)
        made.append({"type": {"text": QUESTIONNAIRE}, "valueCanonical": form})
    if request.plan_version:
        made.append({"type": {"text": PLAN_VERSION}, "valueString": request.plan_version})
    return made
