"""Who a resource is, whom it is about and whom it names: what every resource beside plan and record has in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from hep_care.day import zone_named
from hep_care.messages import UNSENT
from hep_care.people import Person
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, is_id, part, parts, reference_id, resource_id, words
from hep_sync.fhir.limits import check
from hep_sync.fhir.moment import read_day, read_moment

_REFERENCE = re.compile(r"[A-Z][A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,64}\Z", re.ASCII)
PHYSICAL_ACTIVITY: Json = {
    "coding": [{"system": codes.PA_CODES, "code": "PhysicalActivity", "display": "Physical Activity"}]
}


def expect(resource: object, kind: str) -> Json:
    """The resource, where it is of this type and may be read; raises `NotUnderstood`."""
    found = check(resource)
    if found["resourceType"] != kind:
        raise NotUnderstood(f"it is a {found['resourceType']}, and not a {kind}")
    return found


def read_names(resource: Json) -> dict[str, Any]:
    """Its uuid and its id on the server, empty where it has none; raises `NotUnderstood` where it has neither."""
    server_id = resource_id(resource) if "id" in resource else ""
    uid = _uid(resource)
    if not uid and not server_id:
        raise NotUnderstood("it has neither an identifier of ours nor an id")
    return {"uid": uid, "server_id": server_id}


def _uid(resource: Json) -> str:
    # A QuestionnaireResponse has one identifier, everything else a list.
    for item in (*parts(resource, "identifier"), part(resource, "identifier")):
        if uid := _uuid_of(item):
            return uid
    return ""


def _uuid_of(identifier: object) -> str:
    value = code(identifier, "value")
    if not value.startswith(UNSENT) or part({"it": identifier}, "it").get("system") != codes.URI:
        return ""
    try:
        return str(UUID(value.removeprefix(UNSENT)))
    except ValueError:
        return ""


def identifier(uid: str) -> Json:
    """The identifier of a uuid of ours."""
    return {"system": codes.URI, "value": UNSENT + uid}


def write_names(server_id: str, uid: str) -> Json:
    """Id and identifier of a resource, as far as it has them."""
    made: Json = {"id": server_id} if is_id(server_id) else {}
    return {**made, **({"identifier": [identifier(uid)]} if uid else {})}


def link(reference: object, kind: str) -> str:
    """What a reference points to: the id on the server, or `UNSENT` and a uuid of ours; empty for anything else."""
    if id := reference_id(reference, kind):
        return id
    said = {"system": codes.URI, "value": code(reference, "reference")}
    uid = _uuid_of(said) or _uuid_of(part(reference, "identifier"))
    return UNSENT + uid if uid else ""


def first_link(resource: object, key: str, kind: str) -> str:
    """The first reference in a list that points to this type."""
    return next((found for item in parts(resource, key) if (found := link(item, kind))), "")


def all_ids(resource: object, key: str, kind: str) -> tuple[str, ...]:
    """The ids that a list of references points to, each once."""
    found = (reference_id(item, kind) for item in parts(resource, key))
    return tuple(dict.fromkeys(id for id in found if id))


def write_link(link: str, kind: str) -> list[Json]:
    """The reference to what `link` reads; none where there is nothing to point to."""
    if link.startswith(UNSENT):
        return [{"identifier": identifier(link.removeprefix(UNSENT))}]
    return [{"reference": f"{kind}/{link}"}] if is_id(link) else []


def write_ids(ids: tuple[str, ...], kind: str) -> list[Json]:
    """References to resources on the server."""
    return [item for id in ids if is_id(id) for item in write_link(id, kind)]


def read_person(reference: object) -> Person:
    """Whom a reference names."""
    said = code(reference, "reference")
    return Person(words(reference, "display", limit=200), said if _REFERENCE.match(said) else "")


def write_person(person: Person) -> Json:
    """The reference to a person; empty where nothing is known."""
    made: Json = {"reference": person.reference} if person.reference else {}
    return {**made, **({"display": person.name} if person.name else {})}


def patient_of(resource: Mapping[str, Any]) -> str:
    """Id of the patient a resource is about; raises `NotUnderstood` where it is not said, lies elsewhere or is two."""
    said = [part(resource, "for" if resource.get("resourceType") == "Task" else "subject")]
    if resource.get("resourceType") == "Appointment":
        said = [part(item, "actor") for item in parts(resource, "participant")]
    found = {id for item in said if (id := reference_id(item, "Patient"))}
    if len(found) != 1:
        raise NotUnderstood("it is not about one patient of this server")
    return found.pop()


def moment_in(element: object, key: str, zone: str = "UTC") -> datetime | None:
    """A dateTime, where there is one; a date alone is its noon on the patient's wall."""
    said = element.get(key) if isinstance(element, Mapping) else None
    if said is None:
        return None
    if isinstance(said, str) and "T" not in said:
        return datetime.combine(read_day(said, zone), time(12), zone_named(zone))
    return read_moment(said)


def listed(key: str, items: list[Json]) -> Json:
    """A list element; nothing where it would be empty, which FHIR does not allow."""
    return {key: items} if items else {}


def said(key: str, text: str) -> Json:
    """A text element; nothing where it would be empty."""
    return {key: text} if text else {}
