"""Loads as FHIR says them: a weight as a Quantity, a band or anything else as a CodeableConcept."""

from __future__ import annotations

from decimal import Decimal

from hep_care.dose import Load, LoadKind
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, amount, codings, concept_words, part, quantity, words

_UCUM = {LoadKind.KG: "kg", LoadKind.LB: "[lb_av]", LoadKind.PERCENT: "%"}
_MOST = Decimal(1000)
_BODY_WEIGHT = "body weight"


def load_extensions(load: Load | None) -> list[Json]:
    """The parts `load`, `loadPercent` and `resistance` of a dose or a performed set."""
    if load is None:
        return []
    made: list[Json] = []
    if load.value is not None and load.kind in _UCUM:
        url = "loadPercent" if load.kind is LoadKind.PERCENT else "load"
        made.append({"url": url, "valueQuantity": quantity(load.value, load.kind.value, _UCUM[load.kind])})
        made[-1]["valueQuantity"]["unit"] = {"percent": "%"}.get(load.kind.value, load.kind.value)
    if resistance := _resistance(load):
        made.append({"url": "resistance", "valueCodeableConcept": resistance})
    return made


def _resistance(load: Load) -> Json:
    coding: list[Json] = []
    text = load.text
    if load.kind is LoadKind.BODY_WEIGHT:
        coding.append({"system": codes.HEP, "code": "body-weight"})
        text = text or _BODY_WEIGHT
    elif load.kind is LoadKind.BAND:
        coding.append({"system": codes.HEP, "code": "band-colour", **_display(load.colour)})
        if load.maker:
            coding.append({"system": codes.HEP, "code": "band-maker", "display": load.maker})
        text = text or _band_text(load.colour, load.maker)
    return {**({"coding": coding} if coding else {}), **({"text": text} if text else {})}


def _display(colour: str) -> Json:
    return {"display": colour} if colour else {}


def _band_text(colour: str, maker: str) -> str:
    return f"{colour} band".strip() + (f" ({maker})" if maker else "")


def read_load(parts: dict[str, Json]) -> Load | None:
    """The load of these parts by their url; raises `NotUnderstood` for a unit that would have to be guessed."""
    resistance = part(parts.get("resistance"), "valueCodeableConcept")
    text = concept_words(resistance)
    if "load" in parts:
        given = part(parts["load"], "valueQuantity")
        kind = LoadKind.LB if given.get("code", given.get("unit")) in ("[lb_av]", "lb") else LoadKind.KG
        units = {"kg": 1} if kind is LoadKind.KG else {"[lb_av]": 1, "lb": 1}
        return Load(kind, _value(amount(given, units, "the load")), text=text)
    if "loadPercent" in parts:
        given = part(parts["loadPercent"], "valueQuantity")
        return Load(LoadKind.PERCENT, _value(amount(given, {"%": 1}, "the load")), text=text)
    return _read_resistance(resistance, text) if resistance else None


def _value(value: Decimal) -> Decimal:
    if not 0 < value <= _MOST:
        raise NotUnderstood(f"the load is {value}, which is not a load from above 0 to {_MOST}")
    return value


def _read_resistance(resistance: Json, text: str) -> Load | None:
    ours = {item.get("code"): words(item, "display") for item in codings(resistance) if item.get("system") == codes.HEP}
    if "body-weight" in ours:
        return Load(LoadKind.BODY_WEIGHT, text="" if text == _BODY_WEIGHT else text)
    if "band-colour" in ours:
        colour, maker = ours["band-colour"], ours.get("band-maker", "")
        return Load(LoadKind.BAND, colour=colour, maker=maker, text="" if text == _band_text(colour, maker) else text)
    return Load(LoadKind.TEXT, text=text) if text else None
