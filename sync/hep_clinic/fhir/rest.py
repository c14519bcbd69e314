"""FHIR over HTTP: each route reads what was sent, hands the clerk a job, and answers with what came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import parse_qsl, urlencode

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from hep_clinic.access import audit
from hep_clinic.access.callers import caller_of
from hep_clinic.fhir import reading, tables
from hep_clinic.fhir.archive import Archive, Caller, Found, Stored
from hep_clinic.fhir.bundles import answer_bundle, version_named
from hep_clinic.fhir.capability import capability, epoch_extension
from hep_clinic.fhir.clerk import Clerk
from hep_clinic.fhir.outcome import Json, Wrong, invalid, outcome
from hep_clinic.fhir.paging import Pager
from hep_clinic.fhir.query import Query, read_query
from hep_clinic.fhir.terms import instant
from hep_sync import exact_json

FHIR_JSON = "application/fhir+json; charset=utf-8"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer before it is a response."""

    status: int
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    what: str = ""
    """Type and id, for the audit."""
    patient: str = ""


Work = Callable[[sqlite3.Connection, Archive], Said]


class Rest:
    """The routes of one server. `base` is the address patients use, ending in /fhir."""

    def __init__(self, clerk: Clerk, base: str, clinic: str, secret: bytes) -> None:
        self._clerk = clerk
        self._base = base
        self._clinic = clinic
        self._pager = Pager(secret)

    def routes(self) -> list[Route]:
        """What is below /fhir, most particular first."""
        return [
            Route("/metadata", self.metadata, methods=["GET"]),
            Route("/", self.bundle, methods=["POST"]),
            Route("/{type}/_search", self.search_by_post, methods=["POST"]),
            Route("/{type}/{id}/_history/{version}", self.read_version, methods=["GET"]),
            Route("/{type}/{id}/_history", self.history, methods=["GET"]),
            Route("/{type}/{id}", self.read, methods=["GET"]),
            Route("/{type}/{id}", self.update, methods=["PUT"]),
            Route("/{type}", self.search, methods=["GET"]),
            Route("/{type}", self.create, methods=["POST"]),
        ]

    # --- routes

    async def metadata(self, request: Request) -> Response:
        """What this server does; for anybody."""

        def look(db: sqlite3.Connection) -> str:
            epoch, sequence = tables.epoch(db)
            return exact_json.dumps(capability(self._base, self._clinic, epoch, sequence, secure=True))

        return _response(request, Said(200, await self._clerk.do(look)))

    async def read(self, request: Request) -> Response:
        """A resource as it stands."""
        type, id = request.path_params["type"], request.path_params["id"]

        def look(db: sqlite3.Connection, archive: Archive) -> Said:
            stored = archive.read(type, id)
            if request.headers.get("if-none-match", "").strip() == _etag(stored):
                return Said(304, headers=_stamps(stored), what=f"{type}/{id}")
            return Said(200, stored.body, _stamps(stored), f"{type}/{id}")

        return await self._do(request, "read", look)

    async def read_version(self, request: Request) -> Response:
        """One version of a resource."""
        type, id, number = (request.path_params[name] for name in ("type", "id", "version"))

        def look(db: sqlite3.Connection, archive: Archive) -> Said:
            stored = archive.read(type, id, int(number) if number.isascii() and number.isdigit() else 0)
            return Said(200, stored.body, _stamps(stored), f"{type}/{id}")

        return await self._do(request, "vread", look)

    async def history(self, request: Request) -> Response:
        """Every version of a resource."""
        type, id = request.path_params["type"], request.path_params["id"]

        def look(db: sqlite3.Connection, archive: Archive) -> Said:
            rows = archive.history(type, id)
            inner = ",".join(self._version_entry(row) for row in rows)
            body = f'{{"resourceType":"Bundle","type":"history","total":{len(rows)},"entry":[{inner}]}}'
            return Said(200, body, what=f"{type}/{id}")

        return await self._do(request, "history", look)

    def _version_entry(self, row: Stored) -> str:
        method = "POST" if row.version == 1 else "PUT"
        beside = {
            "fullUrl": f"{self._base}/{row.type}/{row.id}",
            "request": {"method": method, "url": f"{row.type}/{row.id}"},
            "response": {"status": "200", "etag": _etag(row), "lastModified": instant(row.updated)},
        }
        return f'{exact_json.dumps(beside)[:-1]},"resource":{row.body}}}'

    async def search(self, request: Request) -> Response:
        """A search, or the next page of one."""
        return await self._search(request, parse_qsl(request.url.query, keep_blank_values=True))

    async def search_by_post(self, request: Request) -> Response:
        """A search whose parameters come as a form, so that they stand in no address."""
        asked = (await _body(request)).decode("utf-8", "replace")
        return await self._search(request, parse_qsl(asked, keep_blank_values=True))

    async def _search(self, request: Request, pairs: list[tuple[str, str]]) -> Response:
        type = request.path_params["type"]

        def look(db: sqlite3.Connection, archive: Archive) -> Said:
            after = None
            if [name for name, _ in pairs] == ["_page"]:
                query, after = self._pager.read(type, pairs[0][1], archive.caller)
            else:
                query = read_query(type, pairs)
            found = archive.search(query, after=after)
            return Said(200, self._page(query, found, archive), what=type)

        return await self._do(request, "search", look)

    def _page(self, query: Query, found: Found, archive: Archive) -> str:
        links = [{"relation": "self", "url": f"{self._base}/{query.type}?{urlencode(query.pairs)}".rstrip("?")}]
        if found.after is not None:
            token = self._pager.link(query, found.after, archive.caller)
            links.append({"relation": "next", "url": f"{self._base}/{query.type}?_page={token}"})
        head: Json = {
            "resourceType": "Bundle",
            "meta": {"extension": [epoch_extension(*archive.epoch())]},
            "type": "searchset",
            "total": found.total,
            "link": links,
        }
        inner = ",".join(
            f'{{"fullUrl":"{self._base}/{row.type}/{row.id}","resource":{row.body},"search":{{"mode":"match"}}}}'
            for row in found.rows
        )
        return exact_json.dumps(head)[:-1] + (f',"entry":[{inner}]}}' if inner else "}")

    async def create(self, request: Request) -> Response:
        """Keep a new resource, unless what `If-None-Exist` asks for is there."""
        type = request.path_params["type"]
        resource = reading.checked(await self._sent(request))
        if resource["resourceType"] != type:
            raise invalid("The body is of another type than the address.")
        unless = request.headers.get("if-none-exist")
        pairs = parse_qsl(unless, keep_blank_values=True) if unless else None

        def write(db: sqlite3.Connection, archive: Archive) -> Said:
            stored, new = archive.create(resource, if_none_exist=pairs)
            return self._written(stored, 201 if new else 200)

        return await self._do(request, "create", write)

    async def update(self, request: Request) -> Response:
        """Keep a new version of a resource."""
        type, id = request.path_params["type"], request.path_params["id"]
        resource = reading.checked(await self._sent(request))
        if (resource["resourceType"], resource.get("id")) != (type, id):
            raise invalid("The body is another resource than the address.")
        wanted = version_named(request.headers.get("if-match"))

        def write(db: sqlite3.Connection, archive: Archive) -> Said:
            stored, new = archive.update(resource, if_match=wanted)
            return self._written(stored, 201 if new else 200)

        return await self._do(request, "update", write)

    async def bundle(self, request: Request) -> Response:
        """A batch or a transaction."""
        bundle = await self._sent(request)
        if bundle.get("resourceType") != "Bundle":
            raise invalid("What is posted here is a Bundle.")

        def write(db: sqlite3.Connection, archive: Archive) -> Said:
            return Said(200, answer_bundle(db, archive, bundle, self._base), what=str(bundle.get("type")))

        return await self._do(request, "bundle", write)

    # --- what they share

    async def _sent(self, request: Request) -> Json:
        if not reading.is_json(request.headers.get("content-type", "")):
            raise Wrong(415, "not-supported", "Bodies are application/fhir+json.")
        return reading.parsed(await _body(request))

    def _written(self, stored: Stored, status: int) -> Said:
        place = f"{self._base}/{stored.type}/{stored.id}/_history/{stored.version}"
        return Said(status, stored.body, (*_stamps(stored), ("Location", place)), f"{stored.type}/{stored.id}")

    async def _do(self, request: Request, action: str, work: Work) -> Response:
        """Run a job as whoever asks, and note that they did, in the same transaction."""
        header = request.headers.get("authorization")
        path = request.path_params.get("type", "")

        def job(db: sqlite3.Connection) -> Said:
            caller: Caller | None = None
            try:
                caller = caller_of(db, header)
                with tables.attempt(db):
                    said = work(db, Archive(db, caller))
            except Wrong as wrong:
                headers = (("WWW-Authenticate", "Bearer"),) if wrong.status == 401 else ()
                said = Said(wrong.status, exact_json.dumps(wrong.outcome), headers, path)
            audit.note(db, caller, action, said.what, said.status)
            return said

        return _response(request, await self._clerk.do(job))


async def _body(request: Request) -> bytes:
    """The unpacked body, read piece by piece so that a large one is let go of early."""
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > reading.MOST_BYTES:
                raise reading.too_large()
            pieces.append(piece)
    except ClientDisconnect as error:
        raise invalid("The request broke off.") from error
    return reading.unpacked(b"".join(pieces), request.headers.get("content-encoding", ""))


def _etag(stored: Stored) -> str:
    return f'W/"{stored.version}"'


def _stamps(stored: Stored) -> tuple[tuple[str, str], ...]:
    return ("ETag", _etag(stored)), ("Last-Modified", formatdate(stored.updated / 1_000_000, usegmt=True))


def _response(request: Request, said: Said) -> Response:
    body = said.body
    writes = request.method in ("POST", "PUT") and "location" in {name.lower() for name, _ in said.headers}
    if writes and said.status < 300 and "return=minimal" in request.headers.get("prefer", ""):
        body = ""
    media = FHIR_JSON if body else None
    return Response(body or None, said.status, {**_HEADERS, **dict(said.headers)}, media)


def wrong_response(wrong: Wrong) -> Response:
    """An error as an OperationOutcome."""
    return Response(exact_json.dumps(wrong.outcome), wrong.status, _HEADERS, FHIR_JSON)


def broken_response() -> Response:
    """What is said where something broke inside: nothing of it."""
    body = outcome("exception", "Something went wrong on the clinic's server; nothing was changed.")
    return Response(exact_json.dumps(body), 500, _HEADERS, FHIR_JSON)
