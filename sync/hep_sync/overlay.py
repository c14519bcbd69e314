"""A record laid over what the server has of it: our elements take their new value, what we do not know stays.

Arrays are matched by what their items mean (an extension's address, an identifier's system, a component's code), never by place.

A record knows by a list which parts are ours. A resource that both ends write has `changed_over` instead: it compares with what of
the server's version was understood, and everything that was not changed stays word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, codings, concept_words, part, parts

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


def changed_over(content: Json, base: Json, understood: Json) -> Json:
    """The resource to send: of `base` everything but what `content` says otherwise than `understood`.

    `understood` is `base` read and written again: what of it is known here. An element in it that `content` has no more is taken out.
    """
    made = dict(base)
    for key in {**understood, **content}:
        if key in ("id", "meta", "resourceType") or (key in content and content[key] == understood.get(key)):
            continue
        if key not in content:
            made[key] = _rest(key, base[key], understood[key]) if key in base else None
        else:
            made[key] = _merged(key, content[key], base.get(key), understood.get(key))
    newly = {} if content.get("meta") == understood.get("meta") else part(content, "meta")
    made["meta"] = _meta(newly, part(base, "meta"))
    return {key: value for key, value in made.items() if value not in (None, [], {})}


def _merged(key: str, new: object, base: object, understood: object) -> object:
    if isinstance(new, list) and isinstance(base, list):
        return _merged_list(key, new, base, understood if isinstance(understood, list) else [])
    if isinstance(new, dict) and isinstance(base, dict) and key in _WITHIN:
        return {**base, **new}
    return new


def _merged_list(key: str, new: list[Json], base: list[Any], understood: list[Json]) -> list[Any]:
    name = _NAMED.get(key)
    if name is None:
        return [*new, *(item for item in base if item not in understood and item not in new)]
    before = {name(item): item for item in base if isinstance(item, dict)}
    ours = {name(item) for item in (*new, *understood)}
    others = [item for item in base if not isinstance(item, dict) or name(item) not in ours]
    same = [before.get(name(item), item) if item in understood else None for item in new]
    return [*(kept or _laid(item, before.get(name(item), {})) for item, kept in zip(new, same, strict=True)), *others]


def _laid(item: Json, base: Json) -> Json:
    kept = {key: value for key, value in base.items() if not any(_same_choice(key, said) for said in item)}
    return {**kept, **item}


def _same_choice(key: str, other: str) -> bool:
    return any(key.startswith(choice) and other.startswith(choice) for choice in ("value", "detail"))


def _rest(key: str, base: object, understood: object) -> object:
    """What is left of an element that is taken out: the items of a list that were never understood."""
    return _merged_list(key, [], base, understood) if isinstance(base, list) and isinstance(understood, list) else None


def _actor(item: Json) -> Hashable:
    return code(part(item, "actor"), "reference") or code(part(item, "actor"), "display")


def _extension(item: Json) -> Hashable:
    told = (one for one in parts(item, "extension") if one.get("url") in ("day", "at"))
    return code(item, "url"), *(str(one) for one in told)


_WITHIN = ("context", "restriction", "content")
"""Elements with parts that are not known here."""
_NAMED: dict[str, Callable[[Json], Hashable]] = {
    "extension": _extension,
    "participant": _actor,
    "target": lambda item: concept_words(item.get("measure")),
    "input": lambda item: concept_words(item.get("type")),
    "output": lambda item: concept_words(item.get("type")),
    "content": lambda item: code(part(item, "attachment"), "url"),
}
"""What tells the items of a list apart."""
