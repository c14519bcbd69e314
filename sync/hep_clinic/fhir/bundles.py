"""Batches and transactions: many requests in one, each for itself or all together."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import parse_qsl, unquote

from hep_clinic.fhir.archive import Archive, Stored
from hep_clinic.fhir.outcome import Json, Wrong, invalid, outcome
from hep_clinic.fhir.query import read_query
from hep_clinic.fhir.reading import checked
from hep_clinic.fhir.tables import attempt
from hep_clinic.fhir.terms import instant

MOST_ENTRIES = 1000
_ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "GET": 3}


def answer_bundle(db: sqlite3.Connection, archive: Archive, bundle: Json, base: str) -> str:
    """The answer to a batch or a transaction, as text. Raises `Wrong` where it is neither, or a transaction cannot be whole."""
    kind, entries = bundle.get("type"), bundle.get("entry", [])
    if kind not in ("batch", "transaction") or not isinstance(entries, list):
        raise invalid("A Bundle that is posted here is a batch or a transaction.")
    if len(entries) > MOST_ENTRIES:
        raise Wrong(413, "too-costly", f"A Bundle holds at most {MOST_ENTRIES} entries.")
    if kind == "transaction":
        made = _transaction(db, archive, entries, base)
    else:
        made = [_one(db, archive, entry, base) for entry in entries]
    return f'{{"resourceType":"Bundle","type":"{kind}-response","entry":[{",".join(made)}]}}'


def _one(db: sqlite3.Connection, archive: Archive, entry: Any, base: str) -> str:
    try:
        with attempt(db):
            return _do(archive, entry, base)
    except Wrong as wrong:
        return _entry(wrong.status, outcome_of=wrong.outcome)


def _transaction(db: sqlite3.Connection, archive: Archive, entries: list[Any], base: str) -> list[str]:
    """All or nothing, in FHIR's order; a `fullUrl` that another entry refers to becomes the id it is given."""
    order = sorted(range(len(entries)), key=lambda at: _ORDER.get(_method(entries[at]), 3))
    made: dict[int, str] = {}
    named: dict[str, str] = {}
    with attempt(db):
        for at in order:
            entry = _with_ids(entries[at], named)
            made[at] = _do(archive, entry, base, named)
    return [made[at] for at in range(len(entries))]


def _with_ids(value: Any, named: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: named.get(inner, inner) if key == "reference" and isinstance(inner, str) else _with_ids(inner, named)
            for key, inner in value.items()
        }
    return [_with_ids(inner, named) for inner in value] if isinstance(value, list) else value


def _method(entry: Any) -> str:
    request = entry.get("request") if isinstance(entry, dict) else None
    return str(request.get("method")) if isinstance(request, dict) else ""


def _do(archive: Archive, entry: Any, base: str, named: dict[str, str] | None = None) -> str:
    request = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(request, dict) or not isinstance(request.get("url"), str):
        raise invalid("An entry of the Bundle has no request.")
    method, url = request.get("method"), str(request["url"]).strip("/")
    path, _, asked = url.partition("?")
    pieces = path.split("/")
    if method == "GET":
        return _get(archive, pieces, asked)
    resource = checked(entry.get("resource"))
    if method == "POST" and pieces == [resource["resourceType"]]:
        unless = request.get("ifNoneExist")
        pairs = parse_qsl(str(unless), keep_blank_values=True) if isinstance(unless, str) and unless else None
        stored, new = archive.create(resource, if_none_exist=pairs)
    elif method == "PUT" and len(pieces) == 2 and pieces == [resource["resourceType"], resource.get("id")]:
        stored, new = archive.update(resource, if_match=version_named(request.get("ifMatch")))
    else:
        raise invalid("An entry of the Bundle asks for something that is not done here.")
    if named is not None and isinstance(entry.get("fullUrl"), str):
        named[entry["fullUrl"]] = f"{stored.type}/{stored.id}"
    return _entry(201 if new else 200, stored=stored, base=base)


def _get(archive: Archive, pieces: list[str], asked: str) -> str:
    if len(pieces) == 2:
        return _entry(200, stored=archive.read(pieces[0], unquote(pieces[1])))
    if len(pieces) == 1:
        found = archive.search(read_query(pieces[0], parse_qsl(asked, keep_blank_values=True)))
        inner = ",".join(f'{{"resource":{row.body},"search":{{"mode":"match"}}}}' for row in found.rows)
        page = f'{{"resourceType":"Bundle","type":"searchset","total":{found.total},"entry":[{inner}]}}'
        return f'{{"response":{{"status":"200"}},"resource":{page}}}'
    raise invalid("An entry of the Bundle asks for something that is not done here.")


def version_named(etag: object) -> str | None:
    """The version in an `If-Match`; None where there is none. Raises `Wrong`."""
    if etag is None:
        return None
    text = str(etag).strip()
    inner = text.removeprefix("W/").strip('"')
    if not text.removeprefix("W/").startswith('"') or not inner.isascii() or not inner.isdigit():
        raise invalid('If-Match names a version, as W/"3".')
    return inner


def _entry(status: int, *, stored: Stored | None = None, base: str = "", outcome_of: Json | None = None) -> str:
    from hep_sync import exact_json

    response: Json = {"status": str(status)}
    if outcome_of is not None:
        response["outcome"] = outcome_of
    if stored is None:
        return exact_json.dumps({"response": response})
    response["etag"] = f'W/"{stored.version}"'
    response["lastModified"] = instant(stored.updated)
    if base:
        response["location"] = f"{base}/{stored.type}/{stored.id}/_history/{stored.version}"
    return f'{{"response":{exact_json.dumps(response)},"resource":{stored.body}}}'


__all__ = ["answer_bundle", "outcome", "version_named"]
