"""A prescribed exercise as a ServiceRequest: writing.

`patientInstruction` says it all once more in words, so that a reader that knows none of our extensions still
shows the dose and when to stop.
"""

from __future__ import annotations

from datetime import date

from hep_care.instruction import instruction
from hep_care.program import Cue, CueType, Prescription, Priority, SymptomRule
from hep_sync.fhir import codes
from hep_sync.fhir.dose_write import dose_to_extension
from hep_sync.fhir.element import Json, own, texts
from hep_sync.fhir.timing_write import timing_extensions, write_timing


def write_order(
    prescription: Prescription, *, patient: str, plan: str, authored: date | None = None, therapist: str = "",
    revision: str = "",
) -> Json:  # fmt: skip
    """The ServiceRequest of a prescription; `plan` is the id of the CarePlan it belongs to."""
    p = prescription
    resource: Json = {
        "resourceType": "ServiceRequest",
        "id": p.id,
        "meta": {"profile": [codes.PROFILE_SERVICE_REQUEST], "versionId": p.version},
        "extension": _extensions(p),
        "identifier": [{"system": codes.PRESCRIPTION_ID, "value": p.id}],
        "basedOn": [{"reference": f"CarePlan/{plan}"}],
        "status": p.status.value,
        "intent": "order",
        "category": [_PHYSICAL_ACTIVITY, _PHYSICAL_THERAPY],
        "code": {"coding": [_EXERCISE_THERAPY, _exercise_coding(p)], "text": p.name},
        "subject": {"reference": f"Patient/{patient}"},
        **write_timing(p.schedule, p.start, p.end),
        "performer": [{"reference": f"Patient/{patient}"}],
        "patientInstruction": instruction(p),
    }
    if revision:
        resource["requisition"] = {"system": codes.REVISION_ID, "value": revision}
    if authored is not None:
        resource["authoredOn"] = authored.isoformat()
    if therapist:
        resource["requester"] = {"display": therapist}
    if p.replaces:
        resource["replaces"] = [{"reference": f"ServiceRequest/{p.replaces}"}]
    return resource


_PHYSICAL_ACTIVITY: Json = {
    "coding": [{"system": codes.PA_CODES, "code": "PhysicalActivity", "display": "Physical Activity"}]
}
_PHYSICAL_THERAPY: Json = {
    "coding": [{"system": codes.SNOMED, "code": "91251008", "display": "Physical therapy procedure"}]
}
_EXERCISE_THERAPY: Json = {"system": codes.SNOMED, "code": "229065009", "display": "Exercise therapy"}


def _exercise_coding(p: Prescription) -> Json:
    return {"system": codes.EXERCISES, "code": p.exercise, "display": p.name}


def _extensions(p: Prescription) -> list[Json]:
    reason: list[Json] = []
    if p.reason:
        reason.append({"url": codes.STATUS_REASON, "valueCodeableConcept": {"text": p.reason}})
    return [
        dose_to_extension(p.dose),
        *(_write_cue(cue) for cue in p.cues),
        *texts(codes.EXERCISE_PRECAUTION, p.precautions),
        *texts(codes.PURPOSE, (p.purpose,) if p.purpose else ()),
        *texts(codes.EQUIPMENT, p.equipment),
        *texts(codes.GATE, (p.gate,) if p.gate else ()),
        *([{"url": codes.PRIORITY, "valueCode": p.priority.value}] if p.priority is not Priority.CORE else []),
        *_write_symptom_rule(p.symptom_rule),
        *timing_extensions(p.schedule),
        *texts(codes.PROGRESSION, p.progression),
        *texts(codes.LINEAGE, (p.lineage,) if p.lineage else ()),
        *([{"url": codes.AFFECTED_SIDE, "valueCode": p.affected.value}] if p.affected else []),
        *reason,
    ]


def _write_cue(cue: Cue) -> Json:
    if cue.type is CueType.MOVEMENT:
        return {"url": codes.EXERCISE_CUE, "valueString": cue.text}
    inner = [{"url": "type", "valueCode": cue.type.value}, {"url": "text", "valueString": cue.text}]
    return {"url": codes.TYPED_CUE, "extension": inner}


def _write_symptom_rule(rule: SymptomRule | None) -> list[Json]:
    if rule is None:
        return []
    inner: list[Json] = [{"url": "scale", "valueString": rule.scale}]
    if rule.ceiling is not None:
        inner.append({"url": "ceiling", "valueInteger": rule.ceiling})
    if rule.settle:
        inner.append({"url": "settle", "valueString": rule.settle})
    if rule.easier:
        inner.append({"url": "easier", "valueString": rule.easier})
    flags = {"baselineFirst": rule.baseline_first, "mildExpected": rule.mild_expected, "asks": rule.asks}
    inner += [{"url": url, "valueBoolean": True} for url, said in flags.items() if said]
    return own(codes.SYMPTOM_RULE, inner)
