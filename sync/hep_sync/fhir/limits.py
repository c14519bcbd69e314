"""What is looked at before anything in a resource is believed: depth, size, modifiers, text that cannot be stored."""

from __future__ import annotations

from typing import Any

from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes

MOST_DEPTH = 40
MOST_NODES = 300_000
MOST_TEXT = 1_000_000
MOST_KEY = 1000
MOST_DATA = 15_000_000
"""Characters of base64 in an attachment that is carried inside a resource."""
_GREATEST = 2**63 - 1
_MODIFIERS = ("modifierExtension", "implicitRules")


def check(resource: object) -> dict[str, Any]:
    """The resource itself, where it is one that may be read; raises `NotUnderstood` otherwise.

    A modifier changes what a resource means, so one that is not known must not be passed over.
    """
    if not isinstance(resource, dict):
        raise NotUnderstood("it is not a resource")
    kind = resource.get("resourceType")
    if not isinstance(kind, str) or kind not in codes.WIRE_TYPES:
        named = "it has no resourceType" if kind is None else f"its resourceType {ascii(kind)[:60]} is not known"
        raise NotUnderstood(named)
    level: list[object] = [resource]
    nodes = 0
    for _ in range(MOST_DEPTH):
        below: list[object] = []
        for value in level:
            _check_one(value, below)
        nodes += len(below)
        if not below:
            return resource
        if nodes > MOST_NODES:
            raise NotUnderstood(f"it has more than {MOST_NODES:,} parts")
        level = below
    raise NotUnderstood(f"it is nested more than {MOST_DEPTH} levels deep")


def _check_one(value: object, below: list[object]) -> None:
    # Ten years of history come through here value by value: a call for each text would take most of the time.
    if isinstance(value, dict):
        for modifier in _MODIFIERS:
            if modifier in value:
                raise NotUnderstood(f"it has a {modifier}, which may change its meaning and is not understood")
        for key, inner in value.items():
            if len(key) > MOST_KEY or not key.isascii():
                _check_text(key, MOST_KEY)
            if isinstance(inner, str):
                if len(inner) > MOST_TEXT or not inner.isascii():
                    _check_text(inner, MOST_DATA if key == "data" else MOST_TEXT)
            elif inner is not None:
                below.append(inner)
    elif isinstance(value, list):
        below.extend(value)
    elif isinstance(value, str):
        _check_text(value, MOST_TEXT)
    elif isinstance(value, int) and abs(value) > _GREATEST:
        raise NotUnderstood("it holds a number too large to keep")


def _check_text(text: str, limit: int) -> None:
    if len(text) > limit:
        raise NotUnderstood(f"it holds a text of more than {limit:,} characters")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise NotUnderstood("it holds text that is not Unicode")
