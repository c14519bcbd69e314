"""Reading and writing the parts resources are made of: extensions, codings, references, quantities.

Readers take anything: a missing or wrong part is empty, and a value that would have to be guessed raises
`NotUnderstood`. All text comes out safe to draw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from hep_care.plain_text import plain_text
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes

Json = dict[str, Any]

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
_MOST_LISTED = 20_000
_MOST_PLACES = 6


def parts(value: object, key: str) -> list[Json]:
    """The objects in a list element; anything else in it is passed over."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return [item for item in found[:_MOST_LISTED] if isinstance(item, dict)] if isinstance(found, list) else []


def part(value: object, key: str) -> Json:
    """An object element, or an empty one."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, dict) else {}


def words(value: object, key: str, *, limit: int = 2000, lines: bool = False) -> str:
    """A text element, safe to draw; empty where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return plain_text(found, limit=limit, lines=lines) if isinstance(found, str) else ""


def code(value: object, key: str) -> str:
    """A code element as it is, for comparing only; empty where there is none."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""


def resource_id(resource: Mapping[str, Any]) -> str:
    """The id of a resource; raises `NotUnderstood` where it is not 1 to 64 letters, digits, dots and dashes."""
    found = resource.get("id")
    if not isinstance(found, str) or not _ID.match(found) or not found.strip("."):
        raise NotUnderstood(f"its id {ascii(found)[:80]} is not one that FHIR allows")
    return found


def is_id(text: str) -> bool:
    """Whether a text can be the id of a resource."""
    return bool(_ID.match(text)) and bool(text.strip("."))


def extensions(element: object, url: str) -> list[Json]:
    """The extensions of an element with this address, in their order."""
    return [item for item in parts(element, "extension") if item.get("url") == url]


def extension(element: object, url: str) -> Json:
    """The first extension with this address, or an empty object."""
    return next(iter(extensions(element, url)), {})


def extension_words(element: object, url: str, *, lines: bool = False) -> str:
    """The text of the first extension with this address."""
    return words(extension(element, url), "valueString", lines=lines)


def all_words(element: object, url: str) -> tuple[str, ...]:
    """The texts of all extensions with this address; empty ones are left out."""
    found = (words(item, "valueString") for item in extensions(element, url))
    return tuple(text for text in found if text)


def boolean(element: object, url: str) -> bool | None:
    """The yes or no of an extension, where it has one."""
    found = extension(element, url).get("valueBoolean")
    return found if isinstance(found, bool) else None


def whole(value: object, least: int, most: int, what: str) -> int:
    """A whole number in a range; 3.0 counts as whole. Raises `NotUnderstood`."""
    number = exact(value, what)
    if number != number.to_integral_value() or not least <= number <= most:
        raise NotUnderstood(f"{what} is {ascii(value)[:40]}, and not a whole number from {least} to {most}")
    return int(number)


def exact(value: object, what: str) -> Decimal:
    """A JSON number, exactly. Raises `NotUnderstood` for text, NaN and numbers of an absurd precision."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise NotUnderstood(f"{what} is not a number")
    try:
        number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    except (InvalidOperation, ValueError) as error:
        raise NotUnderstood(f"{what} is not a number") from error
    if not number.is_finite() or abs(number) > 10**12 or number != round(number, _MOST_PLACES):
        raise NotUnderstood(f"{what} is {ascii(value)[:40]}, which is not a number of a sensible size")
    return number


def amount(quantity: Mapping[str, Any], units: Mapping[str, int], what: str) -> Decimal:
    """The value of a Quantity in the unit that `units` maps to 1; a unit that is not listed is never converted."""
    if "comparator" in quantity:
        raise NotUnderstood(f"{what} is given as {ascii(quantity['comparator'])[:10]}, not as an amount")
    unit = quantity.get("code", quantity.get("unit"))
    system = quantity.get("system", codes.UCUM)
    if system != codes.UCUM or not isinstance(unit, str) or unit not in units:
        raise NotUnderstood(f"{what} is in {ascii(unit)[:20]}, which is not a unit it can be read in")
    return exact(quantity.get("value"), what) * units[unit]


SECONDS = {"s": 1, "min": 60, "h": 3600}


def seconds(quantity: Mapping[str, Any], least: int, most: int, what: str) -> int:
    """A Duration in whole seconds. Raises `NotUnderstood` outside the range."""
    return whole(amount(quantity, SECONDS, what), least, most, f"{what}, in seconds,")


def codings(concept: object) -> Iterator[Json]:
    """The codings of a CodeableConcept."""
    yield from parts(concept, "coding")


def coded(concept: object, system: str) -> str:
    """The first code of a CodeableConcept in a code system."""
    return next((code(item, "code") for item in codings(concept) if item.get("system") == system), "")


def concept_words(concept: object) -> str:
    """A CodeableConcept in words: its text, else a display, else a code."""
    if text := words(concept, "text"):
        return text
    shown = [words(item, "display") for item in codings(concept)] + [words(item, "code") for item in codings(concept)]
    return next((text for text in shown if text), "")


def reference_id(reference: object, kind: str) -> str:
    """The id a relative reference points to; empty for any other kind of reference.

    A version in it is left out: servers strip them, and which version answered is said elsewhere.
    """
    text = code(reference, "reference")
    pieces = text.split("/")
    if len(pieces) == 4 and pieces[2] == "_history":
        pieces = pieces[:2]
    return pieces[1] if len(pieces) == 2 and pieces[0] == kind and is_id(pieces[1]) else ""


def number(value: Decimal | int) -> int | float:
    """An exact number as JSON writes it."""
    return int(value) if value == int(value) else float(value)


def quantity(value: Decimal | int, unit: str, ucum: str | None = None) -> Json:
    """A Quantity in a UCUM unit."""
    return {"value": number(value), "unit": unit, "system": codes.UCUM, "code": ucum or unit}


def duration(value: int) -> Json:
    """A Duration in seconds."""
    return quantity(value, "s")


def concept(system: str, code: str, *, text: str = "") -> Json:
    """A CodeableConcept with one coding of ours, LOINC or another known system."""
    coding: Json = {"system": system, "code": code}
    if code in codes.DISPLAYS:
        coding["display"] = codes.DISPLAYS[code]
    return {"coding": [coding], **({"text": text} if text else {})}


def texts(url: str, values: tuple[str, ...]) -> list[Json]:
    """One extension a text."""
    return [{"url": url, "valueString": value} for value in values]


def own(url: str, inner: list[Json]) -> list[Json]:
    """A complex extension; none where there is nothing to say."""
    return [{"url": url, "extension": inner}] if inner else []
