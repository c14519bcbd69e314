"""A prescribed exercise as a ServiceRequest: reading. Everything a patient needs is in the one resource."""

from __future__ import annotations

from datetime import date

from hep_care.dose import Dose, Kind, Side
from hep_care.entry import PAIN
from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_care.program import Cue, CueType, Prescription, Priority, Status, SymptomRule
from hep_care.schedule import Schedule, ScheduleKind
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.dose import dose_from_extension, said_in_words
from hep_sync.fhir.element import (
    Json,
    all_words,
    code,
    codings,
    concept_words,
    extension,
    extension_words,
    extensions,
    part,
    parts,
    reference_id,
    resource_id,
    whole,
    words,
)
from hep_sync.fhir.moment import read_day
from hep_sync.fhir.timing import read_timing

MOST_INSTRUCTION = 4000
_NOT_ORDERED = ("proposal", "option")
_KNOWN = frozenset(
    (
        codes.EXERCISE_DOSE, codes.EXERCISE_CUE, codes.TYPED_CUE, codes.EXERCISE_PRECAUTION, codes.PURPOSE,
        codes.EQUIPMENT, codes.GATE, codes.PRIORITY, codes.SYMPTOM_RULE, codes.SLOT_NAME, codes.COUNTS,
        codes.DAY_OFFSET, codes.DAY_ANCHOR, codes.BETWEEN_FROM, codes.BETWEEN_TO, codes.PROGRESSION, codes.LINEAGE,
        codes.AFFECTED_SIDE,
    )
)  # fmt: skip


@frozen
class ReadOrder:
    """One version of an order, before it is placed in a program."""

    prescription: Prescription
    """Without `phase`, `valid_from` and `valid_to`, which other resources decide."""
    plan: str
    """Id of the CarePlan it says it belongs to; empty where it names none."""
    patient: str
    authored: date | None
    doubt: str = ""
    """Why its dose or timing cannot be taken; the prescription then only says to ask the therapist."""


def read_order(resource: Json, version: str, *, zone: str) -> ReadOrder:
    """The prescription of a ServiceRequest; raises `NotUnderstood` where it may not be taken at all.

    An order whose dose or timing cannot be meant still stands in the program, without them.
    """
    id = resource_id(resource)
    if resource.get("doNotPerform") is True:
        raise NotUnderstood("it says what not to do, which is not understood")
    if code(resource, "intent") in _NOT_ORDERED:
        raise NotUnderstood(f"it is a {code(resource, 'intent')}, and not an order")
    patient = subject_of(resource)
    plans = (reference_id(item, "CarePlan") for item in parts(resource, "basedOn"))
    plan = next((found for found in plans if found), "")
    authored = read_day(resource["authoredOn"], zone) if "authoredOn" in resource else None
    try:
        return ReadOrder(_prescription(resource, id, version, zone), plan, patient, authored)
    except NotUnderstood as error:
        return ReadOrder(_ask(resource, id, version, str(error)), plan, patient, authored, str(error))


def _ask(resource: Json, id: str, version: str, why: str) -> Prescription:
    return Prescription(
        id=id,
        version=version,
        exercise=_exercise(resource) or id,
        name=concept_words(resource.get("code")) or id,
        dose=Dose(Kind.COMPLETION),
        schedule=Schedule(ScheduleKind.UNSUPPORTED, text="ask your therapist"),
        lineage=extension_words(resource, codes.LINEAGE),
        status=read_status(resource),
        instruction="Ask your therapist: this exercise could not be read.",
        not_understood=(plain_text(why, limit=300),),
        replaces=_replaces(resource),
    )


def _prescription(resource: Json, id: str, version: str, zone: str) -> Prescription:
    timing = read_timing(resource, zone)
    dose, unknown = _dose(resource)
    return Prescription(
        id=id,
        version=version,
        exercise=_exercise(resource) or id,
        name=concept_words(resource.get("code")) or id,
        dose=dose,
        schedule=timing.schedule,
        lineage=extension_words(resource, codes.LINEAGE),
        status=read_status(resource),
        start=timing.start,
        end=timing.end,
        cues=_cues(resource),
        precautions=all_words(resource, codes.EXERCISE_PRECAUTION),
        purpose=extension_words(resource, codes.PURPOSE),
        equipment=all_words(resource, codes.EQUIPMENT),
        gate=extension_words(resource, codes.GATE),
        symptom_rule=_symptom_rule(resource),
        priority=_priority(resource),
        progression=all_words(resource, codes.PROGRESSION),
        instruction=words(resource, "patientInstruction", limit=MOST_INSTRUCTION, lines=True),
        not_understood=(*unknown, *timing.notes, *_unknown(resource)),
        replaces=_replaces(resource),
        reason=concept_words(extension(resource, codes.STATUS_REASON).get("valueCodeableConcept")),
        affected=_affected(resource),
    )


def read_status(resource: Json) -> Status:
    """The status of an order or a plan; one that is not known is `UNKNOWN` and never due."""
    try:
        return Status(code(resource, "status"))
    except ValueError:
        return Status.UNKNOWN


def subject_of(resource: Json) -> str:
    """Id of the patient a resource is about; raises `NotUnderstood` where it is not said or lies elsewhere."""
    subject = reference_id(part(resource, "subject"), "Patient")
    if not subject:
        said = ascii(part(resource, "subject").get("reference"))[:60]
        raise NotUnderstood(f"its subject {said} is not a patient of this server")
    return subject


def _dose(resource: Json) -> tuple[Dose, tuple[str, ...]]:
    found = extensions(resource, codes.EXERCISE_DOSE)
    if len(found) > 1:
        raise NotUnderstood("it has two doses, and one order has one")
    return dose_from_extension(found[0]) if found else (Dose(Kind.COMPLETION), ())


def _exercise(resource: Json) -> str:
    ours = (item for item in codings(resource.get("code")) if item.get("system") not in (codes.SNOMED, codes.LOINC))
    return next((found for item in ours if (found := words(item, "code", limit=80))), "")


def _cues(resource: Json) -> tuple[Cue, ...]:
    made: list[Cue] = []
    for item in parts(resource, "extension"):
        if item.get("url") == codes.EXERCISE_CUE:
            made.append(Cue(words(item, "valueString")))
        elif item.get("url") == codes.TYPED_CUE:
            inner = {code(one, "url"): one for one in parts(item, "extension")}
            kind = code(inner.get("type"), "valueCode")
            known = kind in CueType._value2member_map_
            made.append(Cue(words(inner.get("text"), "valueString"), CueType(kind) if known else CueType.MOVEMENT))
    return tuple(cue for cue in made if cue.text)


def _symptom_rule(resource: Json) -> SymptomRule | None:
    found = extension(resource, codes.SYMPTOM_RULE)
    if not found:
        return None
    inner = {code(one, "url"): one for one in parts(found, "extension")}
    ceiling = inner.get("ceiling", {}).get("valueInteger")
    return SymptomRule(
        scale=words(inner.get("scale"), "valueString", limit=60) or PAIN,
        ceiling=None if ceiling is None else whole(ceiling, 0, 100, "the symptom ceiling"),
        settle=words(inner.get("settle"), "valueString", limit=200),
        baseline_first=inner.get("baselineFirst", {}).get("valueBoolean") is True,
        mild_expected=inner.get("mildExpected", {}).get("valueBoolean") is True,
        asks=inner.get("asks", {}).get("valueBoolean") is True,
        easier=words(inner.get("easier"), "valueString", limit=400),
    )


def _priority(resource: Json) -> Priority:
    said = code(extension(resource, codes.PRIORITY), "valueCode")
    return Priority.OPTIONAL if said == Priority.OPTIONAL.value else Priority.CORE


def _replaces(resource: Json) -> str | None:
    found = (reference_id(item, "ServiceRequest") for item in parts(resource, "replaces"))
    return next((id for id in found if id), None)


def _affected(resource: Json) -> Side | None:
    said = code(extension(resource, codes.AFFECTED_SIDE), "valueCode")
    if said:
        return Side(said) if said in Side._value2member_map_ else None
    for site in parts(resource, "bodySite"):
        for item in codings(site):
            if item.get("system") == codes.SNOMED and (side := codes.SNOMED_SIDES.get(code(item, "code"))):
                return Side(side)
        spoken = concept_words(site).lower().split()
        if ("left" in spoken) != ("right" in spoken):
            return Side.LEFT if "left" in spoken else Side.RIGHT
    return None


def _unknown(resource: Json) -> tuple[str, ...]:
    ours = (item for item in parts(resource, "extension") if code(item, "url").startswith(codes.BASE))
    return tuple(said_in_words(item) for item in ours if item["url"] not in _KNOWN)
