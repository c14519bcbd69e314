"""Bundles: an export that comes back as it went, and a file read one entry at a time.

A large export never stands in memory as one tree: its text is walked and each entry is parsed on its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from json import JSONDecoder
from typing import Any

from hep_care.entry import Record
from hep_sync.errors import FileRefused, NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, extension, extensions, is_id, part
from hep_sync.fhir.moment import read_day
from hep_sync.fhir.observation_write import record_to_observation
from hep_sync.fhir.program import ResourceVersion

MOST_ENTRIES = 1_000_000
_SPACE = re.compile(r"[ \t\r\n]*")


def export_bundle(
    resources: Iterable[dict[str, Any] | ResourceVersion], records: Iterable[Record], patient: str
) -> Json:
    """Everything as one Bundle of type collection; equal input makes equal bytes, whatever its order and the time.

    A `ResourceVersion` keeps its version and the date it was first seen, which tells on import from when it was
    in force. Records of messages, visits and answers are given as resources.
    """
    stored = [stamp(one) if isinstance(one, ResourceVersion) else one for one in resources]
    made = [record_to_observation(record, patient=patient) for record in records]
    entries = {json.dumps(one, sort_keys=True): one for one in (*stored, *made)}
    ordered = sorted(entries.items(), key=lambda item: (*_order(item[1]), item[0]))
    return {"resourceType": "Bundle", "type": "collection", "entry": [_entry(one) for _, one in ordered]}


def _order(resource: Json) -> tuple[str, str, str]:
    meta = part(resource, "meta")
    key = _uid(resource) or str(resource.get("id", ""))
    day = extension(meta, codes.EFFECTIVE_FROM).get("valueDate", "")
    return str(resource.get("resourceType", "")), key, str(day)


def _uid(resource: Json) -> str:
    """The urn by which an identifier of ours names a resource."""
    found = resource.get("identifier")
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict) and item.get("system") == codes.URI and isinstance(item.get("value"), str):
            return str(item["value"])
    return ""


def _entry(resource: Json) -> Json:
    address = _uid(resource)
    if not address and is_id(str(resource.get("id", ""))):
        address = f"{codes.BASE}/{resource.get('resourceType')}/{resource['id']}"
    return {**({"fullUrl": address} if address else {}), "resource": resource}


def write_bundle(bundle: Json) -> bytes:
    """A Bundle as UTF-8 JSON, one entry a line."""
    head = {key: value for key, value in bundle.items() if key != "entry"}
    lines = ",\n".join(_json(entry) for entry in bundle.get("entry", ()))
    return f'{_json(head)[:-1]},"entry":[\n{lines}\n]}}\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def stamp(version: ResourceVersion) -> Json:
    """The resource with its version and the date it was first seen written into `meta`."""
    meta = dict(part(version.resource, "meta"))
    others = [item for item in meta.get("extension") or [] if item.get("url") != codes.EFFECTIVE_FROM]
    seen = {"url": codes.EFFECTIVE_FROM, "valueDate": version.effective_from.isoformat()}
    meta |= {"versionId": version.version, "extension": [*others, seen]}
    return {**version.resource, "meta": meta}


def unstamp(resource: Json, *, today: date) -> ResourceVersion:
    """The version a resource is: what `stamp` wrote, else its `meta.versionId` or "1", first seen `today`."""
    meta = dict(part(resource, "meta"))
    said = extension(meta, codes.EFFECTIVE_FROM).get("valueDate")
    version = meta.get("versionId")
    version = version if isinstance(version, str) and version else "1"
    if not extensions(meta, codes.EFFECTIVE_FROM):
        return ResourceVersion(resource, version, today)
    others = [item for item in meta.pop("extension") if item.get("url") != codes.EFFECTIVE_FROM]
    if others:
        meta["extension"] = others
    return ResourceVersion({**resource, "meta": meta}, version, read_day(said, "UTC"))


def read_bundle(raw: bytes | str) -> Iterator[Json | NotUnderstood]:
    """Each resource of a Bundle file, or the one resource of a file that holds no Bundle, in the file's order.

    An entry without a resource comes as the `NotUnderstood` that says so. Raises `FileRefused`, while it goes on, for
    text that is not JSON, and for what JSON readers pass over in silence: NaN, numbers too large, keys said twice.
    """
    text = _text(raw)
    at = _after_space(text, 0)
    if text[at : at + 1] != "{":
        raise FileRefused("the file is empty" if at == len(text) else "the file is not a FHIR Bundle in JSON")
    try:
        yield from _resources(text, at)
    except RecursionError as error:
        raise FileRefused("the file is nested too deeply to be read") from error
    except json.JSONDecodeError as error:
        raise FileRefused(f"the file is not valid JSON: line {error.lineno}, column {error.colno}") from error


def _text(raw: bytes | str) -> str:
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused("the file is in UTF-16; save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"the file is not UTF-8: byte {error.start + 1}") from error


def _resources(text: str, at: int) -> Iterator[Json | NotUnderstood]:
    """Walks the outer object, so that the list of entries is never built as a whole."""
    decoder = JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse_constant, parse_float=_finite)
    outer: Json = {}
    streamed = False
    at = _after_space(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = decoder.raw_decode(text, at)
        at = _expect(text, at, ":")
        if key in outer or (key == "entry" and streamed):
            raise FileRefused(f"the file says {ascii(key)[:40]} twice")
        if key == "entry" and text[at : at + 1] == "[":
            streamed = True
            at = yield from _entries(text, at, decoder)
        else:
            outer[key], at = decoder.raw_decode(text, at)
        at = _after_space(text, at)
        if text[at : at + 1] != ",":
            break
        at = _after_space(text, at + 1)
    at = _expect(text, at, "}")
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)
    if outer.get("resourceType") != "Bundle":
        if streamed:
            raise FileRefused("the file has entries, and is not a FHIR Bundle")
        yield outer


def _entries(text: str, at: int, decoder: JSONDecoder) -> Generator[Json | NotUnderstood, None, int]:
    at = _after_space(text, at + 1)
    if text[at : at + 1] == "]":
        return at + 1
    for _ in range(MOST_ENTRIES):
        entry, at = decoder.raw_decode(text, at)
        resource = entry.get("resource") if isinstance(entry, dict) else None
        yield resource if isinstance(resource, dict) else NotUnderstood("an entry of the Bundle holds no resource")
        at = _after_space(text, at)
        if text[at : at + 1] == "]":
            return at + 1
        at = _expect(text, at, ",")
    raise FileRefused(f"the file has more than {MOST_ENTRIES:,} entries")


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _expect(text: str, at: int, sign: str) -> int:
    at = _after_space(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting {sign!r}", text, at)
    return _after_space(text, at + 1)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise FileRefused(f"the file says {ascii(twice)[:40]} twice in one place")
    return made


def _refuse_constant(name: str) -> float:
    raise FileRefused(f"the file holds {name}, which is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise FileRefused(f"the file holds {text[:20]}, which is too large a number")
    return number
