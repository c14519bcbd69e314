"""What was done and how it felt, from the components of an Observation."""

from __future__ import annotations

from typing import Any

from hep_care.dose import Side
from hep_care.entry import PAIN, EntryKind, PerformedSet, Reason, Source, Symptom, When
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    amount,
    code,
    coded,
    codings,
    concept_words,
    extension,
    part,
    parts,
    seconds,
    whole,
    words,
)
from hep_sync.fhir.load import read_load

_SYNONYMS = {"unwell": Reason.ILL, "advised-to-stop": Reason.TOLD_TO_REST}
_WITH_TEXT = {"fatigue": "too tired", "forgot": "forgot"}


def component(resource: Json, wanted: str, system: str = codes.HEP) -> Json:
    """The first component with this code, or an empty object."""
    return next((one for one in parts(resource, "component") if coded(one.get("code"), system) == wanted), {})


def read_reason(resource: Json) -> tuple[Reason | None, str]:
    """The reason in our words; a code that is not known is `OTHER` with its text."""
    found = component(resource, "reason").get("valueCodeableConcept")
    if not isinstance(found, dict):
        return None, ""
    said = coded(found, codes.HEP) or next((code(item, "code") for item in codings(found)), "")
    text = words(found, "text")
    if said in _SYNONYMS:
        return _SYNONYMS[said], text
    if said in Reason._value2member_map_:
        return Reason(said), text
    return Reason.OTHER, text or _WITH_TEXT.get(said) or concept_words(found)


def _score(value: object, what: str) -> int:
    units = {"{score}": 1, "score": 1, "1": 1, "{0-10}": 1}
    given = value if isinstance(value, dict) else {}
    return whole(amount({"code": "{score}", **given}, units, what), 0, 100, what)


def read_effort(resource: Json) -> int | None:
    """The effort, 0 to 10, where it was told."""
    found = component(resource, codes.EFFORT, codes.LOINC)
    return _ten(_score(found.get("valueQuantity"), "the effort")) if found else None


def _ten(value: int) -> int:
    return whole(value, 0, 10, "a score of 0 to 10")


def read_symptoms(resource: Json, kind: EntryKind) -> tuple[Symptom, ...]:
    """Every reading, the main one of a symptom Observation first."""
    made = [_main_symptom(resource)] if kind is EntryKind.SYMPTOM else []
    for one in parts(resource, "component"):
        pain = coded(one.get("code"), codes.LOINC) == codes.PAIN
        if pain or coded(one.get("code"), codes.HEP) == "symptom":
            inner = {code(item, "url"): item for item in parts(extension(one, codes.SYMPTOM_DETAIL), "extension")}
            scale = PAIN if pain else words(inner.get("scale"), "valueString", limit=60) or "symptom"
            made.append(
                _symptom(one, scale, code(inner.get("when"), "valueCode"), words(inner.get("area"), "valueString"))
            )
    return tuple(made)


def _main_symptom(resource: Json) -> Symptom:
    pain = coded(resource.get("code"), codes.LOINC) == codes.PAIN
    scale = PAIN if pain else words(component(resource, "scale"), "valueString", limit=60) or "symptom"
    when = coded(component(resource, "when").get("valueCodeableConcept"), codes.HEP)
    return _symptom(resource, scale, when, concept_words(resource.get("bodySite")))


def _symptom(element: Json, scale: str, when: str, area: str) -> Symptom:
    value = _score(element.get("valueQuantity"), "a symptom")
    known = when in When._value2member_map_
    return Symptom(_ten(value) if scale == PAIN else value, scale, When(when) if known else When.DURING, area)


def read_sets(resource: Json, uid: str) -> tuple[PerformedSet, ...]:
    """The sets in the order they were done; `uid` is the uuid of the record."""
    made: list[PerformedSet] = []
    for one in parts(resource, "component"):
        ours = coded(one.get("code"), codes.HEP)
        if coded(one.get("code"), codes.LOINC) == codes.REPETITIONS or ours in ("timed-set", "distance-set"):
            made.append(_set(one, ours, len(made) + 1, uid))
    return tuple(made)


def _set(one: Json, kind: str, place: int, uid: str) -> PerformedSet:
    inner = {code(item, "url"): item for item in parts(extension(one, codes.PERFORMED_SET), "extension")}
    value = part(one, "valueQuantity")
    number = inner.get("number", {}).get("valuePositiveInt")
    side = code(inner.get("side"), "valueCode")
    source = code(inner.get("source"), "valueCode")
    planned = inner.get("planned", {}).get("valueInteger")
    amounts: dict[str, Any] = {}
    if kind == "timed-set":
        amounts["seconds"] = seconds(value, 0, 24 * 3600, "a timed set")
    elif kind == "distance-set":
        amounts["metres"] = amount(value, {"m": 1, "km": 1000}, "a distance")
    else:
        amounts["reps"] = whole(amount(value, {"{reps}": 1, "reps": 1, "1": 1}, "the repetitions"), 0, 100_000, "reps")
        if "hold" in inner:
            amounts["seconds"] = seconds(part(inner["hold"], "valueDuration"), 0, 24 * 3600, "a hold")
    return PerformedSet(
        id=words(inner.get("id"), "valueString", limit=80) or f"{uid}-{place}",
        n=place if number is None else whole(number, 1, 1000, "the number of a set"),
        side=Side(side) if side in Side._value2member_map_ else Side.NONE,
        load=read_load(inner),
        planned=None if planned is None else whole(planned, 0, 10**6, "what was planned"),
        source=Source(source) if source in Source._value2member_map_ else Source.IMPORTED,
        **amounts,
    )
