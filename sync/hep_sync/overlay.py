"""A record laid over what the server has of it: our elements take their new value, what we do not know stays.

Arrays are matched by what their items mean (an extension's address, an identifier's system, a component's code), never by place.
"""

from __future__ import annotations

from collections.abc import Callable

from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, codings, part, parts

_SERVERS_OWN = ("versionId", "lastUpdated")
_OURS = f"{codes.BASE}/"
_CHOICES = ("effective", "value")
"""Elements that stand under one of several names, of which a resource may have one."""


def overlay(content: Json, base: Json | None) -> Json:
    """The resource to send: `content`, and of `base` everything that is not ours to say."""
    if not base:
        return content
    made = {key: value for key, value in base.items() if not _replaced(key, content)}
    made |= {key: value for key, value in content.items() if key not in ("meta", *_KEYED)}
    for key, is_ours in _KEYED.items():
        own = parts(content, key)
        merged = own + [item for item in parts(base, key) if not is_ours(item) and item not in own]
        if merged:
            made[key] = merged
        else:
            made.pop(key, None)
    made["meta"] = _meta(part(content, "meta"), part(base, "meta"))
    made["id"] = base["id"]
    return made


def _replaced(key: str, content: Json) -> bool:
    """Whether an element of the base gives way, because the content says the same under this or another name."""
    if key in content or key in ("meta", "dataAbsentReason", "bodySite", "derivedFrom"):
        return True
    return any(key.startswith(choice) and key[len(choice) :][:1].isupper() for choice in _CHOICES)


def _meta(ours: Json, theirs: Json) -> Json:
    kept = {key: value for key, value in theirs.items() if key not in _SERVERS_OWN}
    profiles = [*ours.get("profile", []), *(p for p in theirs.get("profile", []) if isinstance(p, str))]
    return {**kept, **({"profile": list(dict.fromkeys(profiles))} if profiles else {})}


def _our_extension(item: Json) -> bool:
    return code(item, "url").startswith(_OURS) or item.get("url") == codes.EVENT_STATUS_REASON


def _our_identifier(item: Json) -> bool:
    return item.get("system") == codes.URI and code(item, "value").startswith("urn:uuid:")


def _our_component(item: Json) -> bool:
    ours = ((codes.HEP, None), *((codes.LOINC, loinc) for loinc in _LOINC))
    return any(
        one.get("system") == system and (wanted is None or one.get("code") == wanted)
        for one in codings(item.get("code"))
        for system, wanted in ours
    )


_LOINC = (codes.PAIN, codes.EFFORT, codes.REPETITIONS, codes.EXERCISE_DURATION)


def _our_note(item: Json) -> bool:
    return code(part(item, "authorReference"), "reference").startswith("Patient/")


def _our_category(item: Json) -> bool:
    return any(one.get("system") in (codes.OBSERVATION_CATEGORY, codes.PA_CODES) for one in codings(item))


_KEYED: dict[str, Callable[[Json], bool]] = {
    "extension": _our_extension,
    "identifier": _our_identifier,
    "component": _our_component,
    "note": _our_note,
    "category": _our_category,
}
