"""What is looked at before anything that was sent is believed: size, encoding, JSON, the shape of a resource."""

from __future__ import annotations

import zlib
from typing import Any

from hep_clinic.fhir.outcome import Json, Wrong, invalid
from hep_clinic.fhir.parameters import PARAMETERS
from hep_sync import exact_json
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import is_id
from hep_sync.fhir.limits import MOST_DEPTH

MOST_BYTES = 20_000_000
_JSON_TYPES = ("application/fhir+json", "application/json", "text/json")


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its packing, never more than the limit. Raises `Wrong`."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Wrong(415, "not-supported", "Bodies come plain or packed with gzip.")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        made = unpack.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise invalid("The packed body is damaged.") from error
    if len(made) > MOST_BYTES:
        raise too_large()
    if not unpack.eof:
        raise invalid("The packed body is damaged.")
    return made


def too_large() -> Wrong:
    """More than one request may hold."""
    return Wrong(413, "too-long", f"A request holds at most {MOST_BYTES // 1_000_000} MB.")


def is_json(content_type: str) -> bool:
    """Whether a body says that it is JSON in UTF-8."""
    kind, _, rest = content_type.partition(";")
    charset = rest.strip().lower().replace(" ", "").replace('"', "")
    return kind.strip().lower() in _JSON_TYPES and charset in ("", "charset=utf-8", "fhirversion=4.0")


def parsed(body: bytes) -> Json:
    """The JSON object of a body. Raises `Wrong`."""
    try:
        value = exact_json.loads(body)
    except (NotUnderstood, UnicodeDecodeError) as error:
        raise invalid("The body is not JSON.") from error
    if not isinstance(value, dict):
        raise invalid("The body is not a resource.")
    return value


def checked(resource: Any) -> Json:
    """A resource that may be kept: of a known type, not too deep, without modifiers, text that is text. Raises `Wrong`."""
    if not isinstance(resource, dict) or resource.get("resourceType") not in PARAMETERS:
        raise invalid("There is no resource of a type that is kept here.")
    if resource["resourceType"] in ("AuditEvent", "Binary"):
        raise Wrong(405, "not-supported", "This type is not written this way.")
    if "id" in resource and not (isinstance(resource["id"], str) and is_id(resource["id"])):
        raise invalid("The id is not one of FHIR's.")
    _look(resource, 0)
    return resource


def _look(value: Any, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise invalid(f"It is nested more than {MOST_DEPTH} levels deep.")
    if isinstance(value, dict):
        if not value:
            raise invalid("It holds an empty object.")
        if "modifierExtension" in value or value.get("implicitRules"):
            raise invalid("It holds a modifier, which may change its meaning and is not understood.")
        for key, inner in value.items():
            _look_at_text(key)
            _look(inner, depth + 1)
    elif isinstance(value, list):
        if not value:
            raise invalid("It holds an empty list.")
        for inner in value:
            _look(inner, depth + 1)
    elif isinstance(value, str):
        _look_at_text(value)


def _look_at_text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise invalid("It holds text that is not Unicode.")
