"""Which search parameters each type has, and what of a resource they find. Whatever is not listed is refused.

Source: the search parameters of FHIR R4 4.0.1; paths are the parts of their expressions that these resources use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Kind(StrEnum):
    """How a parameter is compared."""

    CODE = "token"
    REFERENCE = "reference"
    DATE = "date"
    URI = "uri"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter."""

    name: str
    kind: Kind
    paths: tuple[str, ...]


def _table(text: str) -> dict[str, Parameter]:
    made = {}
    for line in text.split(";"):
        name, kind, *paths = line.split()
        made[name] = Parameter(name, Kind(kind), tuple(paths))
    return made


_ALL = "identifier token identifier"
_SUBJECT = "subject reference subject; patient reference subject"
PARAMETERS: Mapping[str, Mapping[str, Parameter]] = {
    "Patient": _table(
        f"{_ALL}; name string name; family string name.family; birthdate date birthDate; active token active"
    ),
    "Practitioner": _table(f"{_ALL}; name string name; active token active"),
    "Organization": _table(f"{_ALL}; name string name; active token active"),
    "CarePlan": _table(
        f"{_ALL}; {_SUBJECT}; category token category; part-of reference partOf; replaces reference replaces; "
        "status token status; intent token intent; date date period; based-on reference basedOn; "
        "activity-reference reference activity.reference"
    ),
    "ServiceRequest": _table(
        f"{_ALL}; {_SUBJECT}; category token category; code token code; based-on reference basedOn; "
        "replaces reference replaces; requisition token requisition; status token status; intent token intent; "
        "authored date authoredOn; occurrence date occurrenceTiming.repeat.boundsPeriod; "
        "instantiates-canonical uri instantiatesCanonical"
    ),
    "Observation": _table(
        f"{_ALL}; {_SUBJECT}; category token category; code token code; status token status; "
        "date date effectivePeriod effectiveDateTime effectiveInstant; based-on reference basedOn; "
        "derived-from reference derivedFrom; data-absent-reason token dataAbsentReason; "
        "component-code token component.code; component-value-concept token component.valueCodeableConcept"
    ),
    "Communication": _table(
        f"{_ALL}; {_SUBJECT}; category token category; status token status; sender reference sender; "
        "recipient reference recipient; based-on reference basedOn; part-of reference partOf; sent date sent; "
        "received date received"
    ),
    "DocumentReference": _table(
        f"{_ALL}; {_SUBJECT}; status token status; type token type; category token category; date date date; "
        "related reference context.related; contenttype token content.attachment.contentType; "
        "relatesto reference relatesTo.target"
    ),
    "Media": _table(
        f"{_ALL}; {_SUBJECT}; status token status; based-on reference basedOn; created date createdDateTime"
    ),
    "Appointment": _table(
        f"{_ALL}; patient reference participant.actor; actor reference participant.actor; status token status; "
        "date date start; based-on reference basedOn; part-status token participant.status"
    ),
    "Questionnaire": _table(f"{_ALL}; url uri url; version token version; status token status"),
    "QuestionnaireResponse": _table(
        f"{_ALL}; {_SUBJECT}; questionnaire uri questionnaire; authored date authored; status token status; "
        "based-on reference basedOn"
    ),
    "Goal": _table(
        f"{_ALL}; {_SUBJECT}; lifecycle-status token lifecycleStatus; category token category; "
        "target-date date target.dueDate"
    ),
    "Task": _table(
        f"{_ALL}; subject reference for; patient reference for; owner reference owner; status token status; "
        "code token code; focus reference focus; modified date lastModified"
    ),
    "Condition": _table(f"{_ALL}; {_SUBJECT}; clinical-status token clinicalStatus; code token code"),
    "ActivityDefinition": _table(f"{_ALL}; url uri url; version token version; status token status"),
    "AuditEvent": _table("date date recorded; entity reference entity.what; agent reference agent.who"),
    "Binary": {},
}
"""By type, its parameters; `_id` and `_lastUpdated` are for all."""

SHARED = frozenset(("Practitioner", "Organization", "Questionnaire", "ActivityDefinition"))
"""Types outside the patient's compartment that every patient of the clinic may read."""
PATIENT_WRITES = frozenset(
    ("Observation", "Communication", "Appointment", "QuestionnaireResponse", "DocumentReference", "Binary")
)
"""Types a patient may create and change, within their own compartment."""
PATIENT_CHANGES = frozenset(("Task",))
"""Types a patient may change but not create."""
PATIENT_READS = frozenset(PARAMETERS) - {"AuditEvent"}


def compartment(resource: Json) -> str:
    """Id of the patient a resource is about; empty where it is about none. R4 patient compartment."""
    type = resource["resourceType"]
    if type == "Patient":
        return str(resource.get("id", ""))
    path = {"Appointment": "participant.actor", "Task": "for", "Binary": "securityContext"}.get(type, "subject")
    if type == "AuditEvent":
        path = "entity.what"
    named = {_patient(one) for one in at(resource, path)} - {""}
    return named.pop() if len(named) == 1 else ""


def patients_in(resource: Json) -> frozenset[str]:
    """Every patient that any reference of a resource names."""
    found: set[str] = set()
    waiting: list[object] = [resource]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found.add(_patient(value))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return frozenset(found - {""})


def _patient(reference: object) -> str:
    text = reference.get("reference") if isinstance(reference, dict) else None
    kind, _, id = str(text or "").partition("/")
    return id.partition("/")[0] if kind == "Patient" else ""


def at(value: object, path: str) -> Iterator[Any]:
    """The values at a dotted path; a list on the way is every one of its items."""
    here: list[Any] = [value]
    for name in path.split("."):
        below = []
        for one in here:
            inner = one.get(name) if isinstance(one, dict) else None
            if isinstance(inner, list):
                below += inner
            elif inner is not None:
                below.append(inner)
        here = below
    yield from here
