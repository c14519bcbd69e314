"""What a patient did as an Observation: writing one record, with every entry that made it inside.

A record is one resource. Its content is the record as it stands; the extension `entry-log` holds the entries
word for word, so that another device rebuilds exactly them. A server that drops the log keeps the content.
"""

from __future__ import annotations

from datetime import timedelta

from hep_care.entry import PAIN, Entry, EntryKind, Outcome, PerformedSet, Record, Symptom, When
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, concept, duration, is_id, own, quantity
from hep_sync.fhir.entry_log import write_log
from hep_sync.fhir.load import load_extensions
from hep_sync.fhir.moment import write_moment

RECORD_KINDS = frozenset((EntryKind.COMPLETION, EntryKind.SKIP, EntryKind.SYMPTOM))
"""Kinds of entries whose records are Observations."""
_HALF_MINUTE = timedelta(seconds=30)
_CATEGORY: list[Json] = [
    {"coding": [{"system": codes.OBSERVATION_CATEGORY, "code": "activity", "display": "Activity"}]},
    {"coding": [{"system": codes.PA_CODES, "code": "PhysicalActivity", "display": "Physical Activity"}]},
]


def record_to_observation(record: Record, *, patient: str, system: str = codes.EXERCISES, name: str = "") -> Json:
    """The Observation of a completion, a skip or a symptom, without private notes.

    `system` and `name` are the code system and the display of the exercise, where the clinic's are known.
    Raises `NotUnderstood` for a record of another kind.
    """
    entry = record.entry
    if entry.kind not in RECORD_KINDS:
        raise NotUnderstood(f"a {entry.kind.value} is not written as an Observation")
    issued = write_moment(record.log[-1].logged_at)
    resource: Json = {
        "resourceType": "Observation",
        "meta": {"profile": [codes.PROFILE_COMPLETION]},
        "extension": _extensions(record),
        "identifier": [{"system": codes.URI, "value": f"urn:uuid:{entry.id}"}],
        **_based_on(entry),
        "status": _status(record),
        "category": _CATEGORY,
        "code": _code(entry),
        "subject": {"reference": f"Patient/{patient}"},
        **_effective(entry),
        "issued": issued,
        "performer": [{"reference": f"Patient/{patient}"}],
        **_value(entry, system, name),
    }
    if entry.note:
        author = {"reference": f"Patient/{patient}"}
        resource["note"] = [{"authorReference": author, "time": issued, "text": entry.note}]
    components = _components(entry, system, name)
    return {**resource, "component": components} if components else resource


def is_skip(entry: Entry) -> bool:
    """Whether it says that nothing was done."""
    skipped = entry.kind is EntryKind.SKIP or entry.status is Outcome.SKIPPED
    return skipped and entry.kind is not EntryKind.SYMPTOM


def _status(record: Record) -> str:
    if record.retracted:
        return "entered-in-error"
    if is_skip(record.entry):
        # Never "final": somebody who counts exercise by it must not count a skip.
        return "cancelled"
    return "corrected" if record.amended else "final"


def _extensions(record: Record) -> list[Json]:
    entry = record.entry
    made: list[Json] = []
    if entry.slot is not None:
        made.append({"url": codes.SCHEDULED_SLOT, "valueString": f"{entry.date.isoformat()}/{entry.slot}"})
    if record.retracted:
        why = next((one.why for one in record.log if one.kind is EntryKind.RETRACTION), "")
        if why:
            made.append({"url": codes.EVENT_STATUS_REASON, "valueCodeableConcept": {"text": why}})
    made.append({"url": codes.LOCAL_DATE, "valueDate": entry.date.isoformat()})
    if entry.zone:
        made.append({"url": codes.LOCAL_ZONE, "valueString": entry.zone})
    return made + write_log(record)


def _based_on(entry: Entry) -> Json:
    if not entry.prescription or not is_id(entry.prescription):
        return {}
    reference: Json = {}
    version = entry.prescription_version
    if version:
        key = "valueId" if is_id(version) else "valueString"
        reference["extension"] = [{"url": codes.PRESCRIPTION_VERSION, key: version}]
    return {"basedOn": [{**reference, "reference": f"ServiceRequest/{entry.prescription}"}]}


def _code(entry: Entry) -> Json:
    if entry.kind is not EntryKind.SYMPTOM:
        return concept(codes.LOINC, codes.EXERCISE_ACTIVITY)
    scale = entry.symptoms[0].scale if entry.symptoms else PAIN
    return concept(codes.LOINC, codes.PAIN) if scale == PAIN else concept(codes.HEP, "symptom")


def _effective(entry: Entry) -> Json:
    if is_skip(entry):
        return {"effectiveDateTime": entry.date.isoformat()}
    if entry.ended is None or entry.ended < entry.at:
        return {"effectiveDateTime": write_moment(entry.at)}
    return {"effectivePeriod": {"start": write_moment(entry.at), "end": write_moment(entry.ended)}}


def _value(entry: Entry, system: str, name: str) -> Json:
    if entry.kind is EntryKind.SYMPTOM:
        return _symptom_value(entry)
    if is_skip(entry):
        absent = {"system": codes.DATA_ABSENT, "code": "not-performed", "display": "Not Performed"}
        return {"dataAbsentReason": {"coding": [absent]}}
    return {"valueCodeableConcept": _exercise(entry, system, name)} if entry.exercise else {}


def _symptom_value(entry: Entry) -> Json:
    made: Json = {}
    if entry.symptoms:
        made["valueQuantity"] = _score(entry.symptoms[0].value)
        if entry.symptoms[0].area:
            made["bodySite"] = {"text": entry.symptoms[0].area}
    if entry.refers_to:
        made["derivedFrom"] = [{"identifier": {"system": codes.URI, "value": f"urn:uuid:{entry.refers_to}"}}]
    return made


def _exercise(entry: Entry, system: str, name: str) -> Json:
    display: Json = {"display": name} if name else {}
    return {"coding": [{"system": system, "code": entry.exercise, **display}], "text": name or entry.exercise}


def _score(value: int) -> Json:
    return quantity(value, "score", "{score}")


def _components(entry: Entry, system: str, name: str) -> list[Json]:
    if entry.kind is EntryKind.SYMPTOM:
        first = [_symptom_parts(entry.symptoms[0])] if entry.symptoms else []
        return [item for items in first for item in items] + [_symptom(one) for one in entry.symptoms[1:]]
    made: list[Json] = []
    outcome = Outcome.SKIPPED if is_skip(entry) else entry.status
    if outcome is not None:
        made.append(_said("completion", concept(codes.HEP, outcome.value)))
    if is_skip(entry) and entry.exercise:
        made.append(_said("asked-exercise", _exercise(entry, system, name)))
    if entry.reason is not None:
        made.append(_said("reason", concept(codes.HEP, entry.reason.value, text=entry.reason_text)))
    made += _minutes(entry)
    made += [_symptom(one) for one in entry.symptoms]
    if entry.effort is not None:
        made.append({"code": concept(codes.LOINC, codes.EFFORT), "valueQuantity": _score(entry.effort)})
    return made + [_set(one) for one in entry.sets]


def _said(code: str, value: Json) -> Json:
    return {"code": concept(codes.HEP, code), "valueCodeableConcept": value}


def _minutes(entry: Entry) -> list[Json]:
    """How long it took, down to half a minute."""
    if entry.ended is None or entry.ended - entry.at < _HALF_MINUTE:
        return []
    halves = (entry.ended - entry.at) // _HALF_MINUTE
    length = quantity(halves // 2, "min") if halves % 2 == 0 else {**quantity(0, "min"), "value": halves / 2}
    return [{"code": concept(codes.LOINC, codes.EXERCISE_DURATION), "valueQuantity": length}]


def _symptom_parts(symptom: Symptom) -> list[Json]:
    when = {"code": concept(codes.HEP, "when"), "valueCodeableConcept": {"coding": [
        {"system": codes.HEP, "code": symptom.when.value}]}}  # fmt: skip
    if symptom.scale == PAIN:
        return [when]
    scale = {"code": concept(codes.HEP, "scale"), "valueString": symptom.scale}
    return [when, scale]


def _symptom(symptom: Symptom) -> Json:
    """A reading inside another Observation; only what differs from pain during the exercise is said besides."""
    pain = symptom.scale == PAIN
    inner: list[Json] = [] if pain else [{"url": "scale", "valueString": symptom.scale}]
    if symptom.when is not When.DURING:
        inner.append({"url": "when", "valueCode": symptom.when.value})
    if symptom.area:
        inner.append({"url": "area", "valueString": symptom.area})
    detail = own(codes.SYMPTOM_DETAIL, inner)
    return {
        **({"extension": detail} if detail else {}),
        "code": concept(codes.LOINC, codes.PAIN) if pain else concept(codes.HEP, "symptom"),
        "valueQuantity": _score(symptom.value),
    }


def _set(done: PerformedSet) -> Json:
    inner: list[Json] = [{"url": "number", "valuePositiveInt": done.n}]
    if done.side.value != "none":
        inner.append({"url": "side", "valueCode": done.side.value})
    if done.reps is not None and done.seconds is not None:
        inner.append({"url": "hold", "valueDuration": duration(done.seconds)})
    inner += load_extensions(done.load)
    if done.planned is not None:
        inner.append({"url": "planned", "valueInteger": done.planned})
    inner += [{"url": "source", "valueCode": done.source.value}, {"url": "id", "valueString": done.id}]
    return {"extension": own(codes.PERFORMED_SET, inner), **_set_amount(done)}


def _set_amount(done: PerformedSet) -> Json:
    if done.reps is not None:
        return {"code": concept(codes.LOINC, codes.REPETITIONS), "valueQuantity": quantity(done.reps, "reps", "{reps}")}
    if done.metres is not None:
        return {"code": concept(codes.HEP, "distance-set"), "valueQuantity": quantity(done.metres, "m")}
    return {"code": concept(codes.HEP, "timed-set"), "valueQuantity": quantity(done.seconds or 0, "s")}
