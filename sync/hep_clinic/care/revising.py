"""What is compared, and what is changed, in a resource of a plan before it is kept as a patient's."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from hep_clinic.errors import Refused
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, part, parts
from hep_sync.fhir.service_request import read_order
from hep_sync.fhir.timing import read_timing

SOURCE = f"{codes.BASE}/source"
"""System of the tag that holds the digest of what a resource was made from."""
_ID_SYSTEMS = {"CarePlan": codes.CARE_PLAN_ID, "ServiceRequest": codes.PRESCRIPTION_ID}
_NOT_CONTENT = ("id", "meta", "identifier", "authoredOn", "created", "requisition", "subject", "performer", "requester")


def business_id(resource: Json) -> str:
    """What the plan's author calls it: the identifier of our system, else its id."""
    system = _ID_SYSTEMS[resource["resourceType"]]
    for item in parts(resource, "identifier"):
        if item.get("system") == system and isinstance(item.get("value"), str):
            return str(item["value"])
    return str(resource.get("id", ""))


def with_business_id(resource: Json) -> Json:
    """The resource with an identifier of our system."""
    system, value = _ID_SYSTEMS[resource["resourceType"]], business_id(resource)
    others = [item for item in parts(resource, "identifier") if item.get("system") != system]
    return {**resource, "identifier": [{"system": system, "value": value}, *others]}


def digest(resource: Json) -> str:
    """SHA-256 of what a resource asks for: equal for the same order whoever has it and whenever it begins."""
    content = copy.deepcopy({key: value for key, value in resource.items() if key not in _NOT_CONTENT})
    bounds = part(part(content, "occurrenceTiming"), "repeat").get("boundsPeriod")
    for period in (content.get("period"), bounds):
        if isinstance(period, dict):
            period.pop("start", None)
    if resource["resourceType"] == "CarePlan":
        content.pop("period", None)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def digest_kept(resource: Json) -> str:
    """The digest of what a kept resource was made from; empty where it was made otherwise."""
    tags = parts(part(resource, "meta"), "tag")
    return next((str(tag.get("code")) for tag in tags if tag.get("system") == SOURCE), "")


def tagged(resource: Json, made_from: str) -> Json:
    """The resource with the digest of what it was made from, and no version of its own."""
    meta = {key: value for key, value in part(resource, "meta").items() if key not in ("versionId", "lastUpdated")}
    others = [tag for tag in parts(meta, "tag") if tag.get("system") != SOURCE]
    return {**resource, "meta": {**meta, "tag": [*others, {"system": SOURCE, "code": made_from}]}}


def rewritten(value: Any, ids: Mapping[str, str], patient: str) -> Any:
    """A resource with its references as they are on this server. Raises `Refused` for one that leads nowhere."""
    if isinstance(value, dict):
        return {
            key: _reference(inner, ids, patient) if key == "reference" else rewritten(inner, ids, patient)
            for key, inner in value.items()
        }
    return [rewritten(inner, ids, patient) for inner in value] if isinstance(value, list) else value


def _reference(value: Any, ids: Mapping[str, str], patient: str) -> Any:
    if not isinstance(value, str):
        return rewritten(value, ids, patient)
    type, _, id = value.partition("/")
    if type == "Patient":
        return f"Patient/{patient}"
    if type not in _ID_SYSTEMS:
        return value
    if value not in ids:
        raise Refused(f"The plan refers to {type}/{ascii(id)[1:61]}, which is not in the file.")
    return ids[value]


def beginning(order: Json, first: date, anchor: date | None, zone: str) -> Json:
    """An order that is due from `first` on, its rhythm still counted from `anchor` where that matters.

    An order that does not say when it begins in a way that can be moved stays as it is.
    """
    try:
        timing = read_timing(order, zone)
        read_order(order, "1", zone=zone)
    except NotUnderstood:
        return order
    occurrence = part(order, "occurrenceTiming")
    repeat = part(occurrence, "repeat")
    if {"boundsDuration", "boundsRange"} & repeat.keys() or {"occurrenceDateTime", "occurrencePeriod"} & order.keys():
        return order
    if timing.end is not None and timing.end < first:
        return order
    bounds = {**part(repeat, "boundsPeriod"), "start": first.isoformat()}
    made = {**order, "occurrenceTiming": {**occurrence, "repeat": {**repeat, "boundsPeriod": bounds}}}
    schedule = timing.schedule
    rhythm = schedule.every_days > 1 or schedule.every_weeks > 1 or schedule.offset
    if anchor is None or schedule.anchor is not None or not rhythm:
        return made
    others = [item for item in parts(order, "extension") if item.get("url") != codes.DAY_ANCHOR]
    return {**made, "extension": [*others, {"url": codes.DAY_ANCHOR, "valueDate": anchor.isoformat()}]}


def with_reason(resource: Json, reason: str) -> Json:
    """The resource with why it is as it is now, in the therapist's words."""
    if not reason:
        return resource
    others = [item for item in parts(resource, "extension") if item.get("url") != codes.STATUS_REASON]
    said = {"url": codes.STATUS_REASON, "valueCodeableConcept": {"text": reason}}
    return {**resource, "extension": [*others, said]}


def content_of(resource: Json) -> Json:
    """The resource without what the server adds to it."""
    meta = {key: value for key, value in part(resource, "meta").items() if key not in ("versionId", "lastUpdated")}
    return {**resource, "meta": meta}
