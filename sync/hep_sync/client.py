"""HTTP to a FHIR R4 server: the one module that imports httpx.

httpx by itself has no limit on the time of a whole request, on the size of what it unpacks or on where a token goes; all three are
set here. A token goes to the host it belongs to and to no other, redirects are not followed, and what an answer
claims about itself (length, type, encoding) is not believed.
"""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from hep_care.frozen import frozen
from hep_sync import exact_json
from hep_sync.addresses import checked_base
from hep_sync.answers import Answer, Page, error_of, read_batch, read_page, read_resource, version_of_etag
from hep_sync.errors import (
    ClinicError,
    NotTheClinic,
    NotUnderstood,
    Offline,
    Refused,
    SignedOut,
    TooLarge,
    TooMuch,
    Unreachable,
)
from hep_sync.fhir.element import Json, code, part

# At its usual level it writes every address with its query into the log, a patient's id among them.
logging.getLogger("httpx").setLevel(logging.WARNING)

FHIR_JSON = "application/fhir+json"
PAGE = 100
_CHUNK = 65_536


@frozen
class Limits:
    """What is believed of an answer, and how long it is waited for."""

    seconds: float = 30.0
    """For a whole request, from connecting to the last byte."""
    decoded_bytes: int = 20_000_000
    """Of an answer after unpacking."""
    pages: int = 20_000
    resources: int = 2_000_000


class Bearer(Protocol):
    """Where the access token comes from."""

    async def token(self) -> str | None:
        """The present access token; None for a server that asks for none."""

    async def renewed(self, refused: str | None) -> str | None:
        """Another one after `refused` was not accepted; None where there is none to be had.

        Raises `SignedOut` where the clinic no longer accepts this device.
        """


class ClinicClient:
    """One FHIR server, asked one request at a time. An asynchronous context manager."""

    def __init__(
        self,
        base: str,
        bearer: Bearer | None = None,
        *,
        limits: Limits = Limits(),
        transport: httpx.AsyncBaseTransport | None = None,
        pack_requests: bool = False,
    ) -> None:
        """`transport` replaces the network, for a server in the same process; `pack_requests` sends bodies gzipped."""
        self.base = checked_base(base)
        self._bearer = bearer
        self._limits = limits
        self._pack = pack_requests
        self._http = httpx.AsyncClient(
            transport=transport,
            verify=_trust() if transport is None and self.base.startswith("https") else False,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.seconds, connect=min(10.0, limits.seconds)),
            headers={"User-Agent": "hep-tui", "Accept": FHIR_JSON, "Accept-Encoding": "gzip"},
        )

    async def __aenter__(self) -> ClinicClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._http.aclose()

    # --- FHIR

    async def capabilities(self) -> Json:
        """The CapabilityStatement."""
        _, _, body = await self._ask("GET", "metadata")
        return read_resource(body)

    async def read(self, type: str, id: str) -> Json:
        """A resource as it stands now. Raises `NotThere`, `gone` where it was deleted."""
        _, _, body = await self._ask("GET", f"{type}/{id}")
        return read_resource(body)

    async def search(self, type: str, parameters: Sequence[tuple[str, str]]) -> AsyncIterator[Page]:
        """The pages of a search, following the server's own links and none to another host."""
        url, asked = type, tuple(parameters)
        seen, resources = set[str](), 0
        while True:
            _, _, body = await self._ask("GET", url, parameters=asked)
            page = read_page(body)
            resources += len(page.resources)
            yield page
            if not page.next:
                return
            url, asked = self._own(page.next), ()
            if url in seen or len(seen) >= self._limits.pages or resources >= self._limits.resources:
                raise TooMuch("The clinic's server gives pages without end.")
            seen.add(url)

    async def batch(self, entries: Sequence[Json]) -> tuple[Answer, ...] | None:
        """What became of each entry; None where the server does not say, so that each may or may not have arrived.

        Never a transaction: one entry that is refused must not hold up the others.
        """
        body = exact_json.dumps({"resourceType": "Bundle", "type": "batch", "entry": list(entries)})
        _, _, answer = await self._ask("POST", "", json=body)
        return read_batch(answer, len(entries)) if answer.strip() else None

    async def create(self, resource: Json, *, if_none_exist: str = "") -> Answer:
        """Create a resource, unless one that matches the search is there already, which is then the answer."""
        extra = {"If-None-Exist": if_none_exist} if if_none_exist else {}
        return await self._write("POST", str(resource["resourceType"]), resource, extra)

    async def update(self, resource: Json, *, version: str) -> Answer:
        """Replace the version that was read. Raises `Changed` where it is no longer the newest."""
        extra = {"If-Match": f'W/"{version}"'} if version else {}
        return await self._write("PUT", f"{resource['resourceType']}/{resource['id']}", resource, extra)

    async def _write(self, method: str, path: str, resource: Json, extra: dict[str, str]) -> Answer:
        status, headers, body = await self._ask(method, path, json=exact_json.dumps(resource), headers=extra)
        stands = read_resource(body) if body.strip() else None
        if stands is not None and stands["resourceType"] == "OperationOutcome":
            stands = None
        version = code(part(stands, "meta"), "versionId") or version_of_etag(headers.get("etag", ""))
        return Answer(status, stands, version, code(stands, "id"))

    # --- beside FHIR

    async def form(self, url: str, fields: Mapping[str, str]) -> Json:
        """Post a form without a token and take a JSON object: token endpoints. Raises `Refused` with their `error`."""
        status, headers, body = await self._once("POST", self._own(url), None, form=fields)
        try:
            said = exact_json.loads(body)
        except ValueError:
            said = None
        if isinstance(said, dict) and 200 <= status < 300:
            return said
        if isinstance(said, dict) and isinstance(said.get("error"), str) and status in (400, 401, 403):
            raise Refused(said["error"][:80], status)
        raise error_of(status, headers, said) or NotTheClinic("What answered is not the clinic's server.")

    async def plain(self, path: str) -> Json:
        """A JSON object that is no resource, as below `.well-known`."""
        _, _, body = await self._ask("GET", path)
        return _object(body)

    async def tell(self, url: str, fields: Mapping[str, str]) -> None:
        """Post a form without a token, where the answer's body says nothing: a revocation endpoint."""
        status, headers, _ = await self._once("POST", self._own(url), None, form=fields)
        error = error_of(status, headers, None)
        if error is not None:
            raise error

    async def act(self, url: str) -> Json:
        """Post nothing but the token, and take a JSON object."""
        _, _, body = await self._ask("POST", url)
        return _object(body)

    async def download(self, url: str, *, most: int) -> bytes:
        """The bytes behind an address of this server, a Binary. Raises `TooMuch` past `most`."""
        _, _, body = await self._ask("GET", self._own(url), headers={"Accept": "*/*"}, most=most)
        return body

    # --- one request

    def _own(self, url: str) -> str:
        """An address of this very server. Raises `NotTheClinic` for any other, which must never see a token."""
        whole = urljoin(self.base + "/", url)
        try:
            ours, its = urlsplit(self.base), urlsplit(whole)
            same = (ours.scheme, ours.hostname, ours.port) == (its.scheme, its.hostname, its.port) and not its.username
        except ValueError:
            same = False
        if not same:
            raise NotTheClinic("The clinic's server points to another host, which is not followed.")
        return whole

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        parameters: Sequence[tuple[str, str]] = (),
        json: str | None = None,
        headers: Mapping[str, str] = {},
        most: int | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        url = self._own(path) if path else self.base
        token = await self._bearer.token() if self._bearer else None
        for attempt in range(2):
            status, got, body = await self._once(
                method, url, token, parameters=parameters, json=json, headers=headers, most=most
            )
            if status == 401 and attempt == 0 and self._bearer is not None:
                token = await self._bearer.renewed(token)
                if token is not None:
                    continue
            break
        error = error_of(status, got, _outcome(body) if status >= 400 else None)
        if error is not None:
            raise SignedOut(str(error)) if status == 403 and self._bearer is None else error
        return status, got, body

    async def _once(
        self,
        method: str,
        url: str,
        token: str | None,
        *,
        parameters: Sequence[tuple[str, str]] = (),
        json: str | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = {},
        most: int | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        # A server may keep what it answered for a minute, and the newest change is what is asked for.
        sent: dict[str, str] = {"Cache-Control": "no-cache", **headers}
        content: bytes | None = None
        if json is not None:
            content = json.encode()
            sent |= {"Content-Type": FHIR_JSON, "Prefer": "return=representation"}
            if self._pack:
                content, sent["Content-Encoding"] = gzip.compress(content, 6), "gzip"
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        request: dict[str, Any] = {"params": list(parameters)} if parameters else {}
        try:
            async with asyncio.timeout(self._limits.seconds):
                async with self._http.stream(
                    method, url, headers=sent, content=content, data=dict(form) if form else None, **request
                ) as response:
                    body = await _body(response, most or self._limits.decoded_bytes)
                    return response.status_code, response.headers, body
        except TimeoutError as error:
            raise Unreachable("The clinic did not answer in time. Your work is kept and goes later.") from error
        except httpx.InvalidURL as error:
            raise NotTheClinic("The clinic's server gave an address that cannot be used.") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise Offline(_why(error)) from error
        except httpx.HTTPError as error:
            raise Unreachable(_why(error)) from error


def _object(body: bytes) -> Json:
    try:
        value = exact_json.loads(body)
    except NotUnderstood:
        value = None
    if not isinstance(value, dict):
        raise NotTheClinic("What answered is not the clinic's server. Is there a login page in between?")
    return value


def _outcome(body: bytes) -> object:
    try:
        return exact_json.loads(body)
    except ValueError:
        return None


async def _body(response: httpx.Response, most: int) -> bytes:
    """The unpacked body, in pieces, so that a small packed one cannot fill the memory before it is looked at."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("gzip", "identity", ""):
        raise NotTheClinic("The clinic's server packs its answers in a way that was not asked for.")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing == "gzip" else None
    pieces: list[bytes] = []
    size = 0
    try:
        async for chunk in response.aiter_raw(_CHUNK):
            if unpack is not None:
                chunk = unpack.decompress(chunk, most - size + 1)
            size += len(chunk)
            if size > most:
                raise TooMuch(f"The clinic's server answered with more than {most // 1_000_000} MB.")
            pieces.append(chunk)
    except zlib.error as error:
        raise Unreachable("The clinic's answer arrived damaged. It is asked for again later.") from error
    if unpack is not None and size and not unpack.eof:
        raise Unreachable("The clinic's answer broke off. It is asked for again later.")
    return b"".join(pieces)


def _trust() -> ssl.SSLContext:
    """The certificates this computer trusts, a clinic's own authority among them; never older than TLS 1.2."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: httpx.HTTPError) -> str:
    """What went wrong on the way, without the address, which may name a patient."""
    text = str(error).lower()
    if "certificate" in text or "ssl" in text or "tls" in text:
        for sign, words in _TLS.items():
            if sign in text:
                return f"The clinic's certificate {words}, so nothing was sent."
        return "The clinic's certificate is not accepted, so nothing was sent."
    if isinstance(error, httpx.TimeoutException):
        return "The clinic did not answer in time. Your work is kept and goes later."
    if isinstance(error, httpx.ConnectError):
        return "The clinic could not be reached. Your work is kept and goes when there is a network."
    if isinstance(error, httpx.ProxyError):
        return "The proxy this computer is set to use did not let us through."
    return "The connection to the clinic broke off. Your work is kept and goes later."


_TLS = {
    "expired": "has expired",
    "hostname mismatch": "is for another name",
    "not valid for": "is for another name",
    "self-signed": "is signed by nobody this computer trusts",
    "self signed": "is signed by nobody this computer trusts",
    "unable to get local issuer": "is signed by nobody this computer trusts",
}

__all__ = ["Bearer", "ClinicClient", "ClinicError", "Limits", "TooLarge", "checked_base"]
