"""The CapabilityStatement, made from the same tables the server works by, so that it cannot say more than is true."""

from __future__ import annotations

from hep_clinic.fhir.outcome import Json
from hep_clinic.fhir.parameters import PARAMETERS, Kind
from hep_sync.answers import EPOCH

PUBLISHED = "2026-11-01"


def epoch_extension(epoch: str, sequence: int) -> Json:
    """How a restore of the server is noticed."""
    inner = [{"url": "epoch", "valueString": epoch}, {"url": "sequence", "valueString": str(sequence)}]
    return {"url": EPOCH, "extension": inner}


def capability(base: str, clinic: str, epoch: str, sequence: int, *, secure: bool) -> Json:
    """What this server does."""
    oauth = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/restful-security-service", "code": "OAuth"}]}
    return {
        "resourceType": "CapabilityStatement",
        "extension": [epoch_extension(epoch, sequence)],
        "status": "active",
        "date": PUBLISHED,
        "kind": "instance",
        "software": {"name": "hep-clinic"},
        "implementation": {"description": clinic, "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": {"cors": False, **({"service": [oauth]} if secure else {})},
                "resource": [_resource(type) for type in PARAMETERS],
                "interaction": [{"code": "batch"}, {"code": "transaction"}],
            }
        ],
    }


def _resource(type: str) -> Json:
    audit, binary = type == "AuditEvent", type == "Binary"
    codes = ["read"] if audit or binary else ["read", "vread", "history-instance", "search-type"]
    if audit:
        codes.append("search-type")
    else:
        codes += ["create"] if binary else ["create", "update"]
    made: Json = {
        "type": type,
        "interaction": [{"code": code} for code in codes],
        "versioning": "versioned" if binary or audit else "versioned-update",
        "readHistory": not (audit or binary),
        "updateCreate": not (audit or binary),
        "conditionalCreate": not (audit or binary),
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
    }
    if not binary:
        shared = [{"name": "_id", "type": "token"}, {"name": "_lastUpdated", "type": "date"}]
        own = [{"name": one.name, "type": _type(one.kind)} for one in PARAMETERS[type].values()]
        made["searchParam"] = shared + own
    return made


def _type(kind: Kind) -> str:
    return kind.value
