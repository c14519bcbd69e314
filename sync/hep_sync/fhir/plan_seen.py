"""That a patient has seen a change of the plan, as an Observation: what the app's "I have seen it" says to the clinic.

It says seen, not agreed to and not understood. Servers that know nothing of it keep it as any other Observation.
"""

from __future__ import annotations

from datetime import datetime

from hep_care.frozen import frozen
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, coded, concept, extension, is_id, parts, reference_id
from hep_sync.fhir.moment import read_moment, write_moment

CODE = "plan-seen"


@frozen
class PlanSeen:
    """Which orders a patient was shown as they are now, and when the patient said so."""

    id: str
    """A uuid, made when the key was pressed."""
    at: datetime
    orders: tuple[tuple[str, str], ...]
    """Id and version of each prescription that was new, other or gone."""


def write_plan_seen(seen: PlanSeen, *, patient: str) -> Json:
    """The Observation; an order whose id cannot be referred to is left out."""
    moment, whom = write_moment(seen.at), {"reference": f"Patient/{patient}"}
    orders = [_order(id, version) for id, version in seen.orders if is_id(id)]
    return {
        "resourceType": "Observation",
        "identifier": [{"system": codes.URI, "value": f"urn:uuid:{seen.id}"}],
        **({"basedOn": orders} if orders else {}),
        "status": "final",
        "code": concept(codes.HEP, CODE),
        "subject": whom,
        "effectiveDateTime": moment,
        "issued": moment,
        "performer": [whom],
        "valueBoolean": True,
    }


def _order(id: str, version: str) -> Json:
    reference: Json = {"reference": f"ServiceRequest/{id}"}
    if version:
        key = "valueId" if is_id(version) else "valueString"
        reference["extension"] = [{"url": codes.PRESCRIPTION_VERSION, key: version}]
    return reference


def read_plan_seen(resource: Json) -> PlanSeen | None:
    """What an Observation says was seen; None where it says something else.

    Raises `NotUnderstood` where it does not say when.
    """
    if resource.get("resourceType") != "Observation" or coded(resource.get("code"), codes.HEP) != CODE:
        return None
    named = [code(item, "value") for item in parts(resource, "identifier") if item.get("system") == codes.URI]
    if "effectiveDateTime" not in resource:
        raise NotUnderstood("it does not say when it was seen")
    orders = [
        (id, _version(item)) for item in parts(resource, "basedOn") if (id := reference_id(item, "ServiceRequest"))
    ]
    uid = named[0].removeprefix("urn:uuid:") if named else code(resource, "id")
    return PlanSeen(uid, read_moment(resource["effectiveDateTime"]), tuple(orders))


def _version(reference: Json) -> str:
    said = extension(reference, codes.PRESCRIPTION_VERSION)
    return code(said, "valueId") or code(said, "valueString")
