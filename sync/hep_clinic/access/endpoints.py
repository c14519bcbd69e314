"""The routes that give out tokens and take them back, and that say where everything is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hep_care.plain_text import plain_text
from hep_clinic.access import attempts, audit, invitations, tokens
from hep_clinic.access.callers import caller_of, unknown
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Caller, Role
from hep_clinic.fhir.clerk import Clerk
from hep_clinic.fhir.outcome import Wrong
from hep_clinic.fhir.parameters import PATIENT_CHANGES, PATIENT_READS, PATIENT_WRITES
from hep_clinic.fhir.terms import instant
from hep_clinic.settings import ClinicSettings

INVITATION = "urn:hep:grant:invitation"
REFRESH = "refresh_token"
_MOST_BYTES = 10_000
_HEADERS = {"Cache-Control": "no-store", "Pragma": "no-cache", "X-Content-Type-Options": "nosniff"}

Said = tuple[int, dict[str, Any]]
"""A status and what the answer holds."""


def scope() -> str:
    """What a patient's device may do, as SMART says it."""
    writes = {kind: "crus" if kind in PATIENT_WRITES else "rus" for kind in (*PATIENT_WRITES, *PATIENT_CHANGES)}
    return " ".join(("offline_access", *(f"patient/{kind}.{writes.get(kind, 'rs')}" for kind in sorted(PATIENT_READS))))


class Access:
    """The routes of one server. `now` is its clock, in microseconds since 1970."""

    def __init__(self, clerk: Clerk, settings: ClinicSettings, now: Callable[[], int] = tables.now) -> None:
        self._clerk = clerk
        self._settings = settings
        self._now = now

    def routes(self) -> list[Route]:
        """What is beside /fhir."""
        return [
            Route("/token", self.token, methods=["POST"]),
            Route("/revoke", self.revoke, methods=["POST"]),
            Route("/devices", self.devices, methods=["GET"]),
            Route("/devices/{id}/revoke", self.revoke_device, methods=["POST"]),
            Route("/healthz", self.healthz, methods=["GET"]),
            *self.fhir_routes(),
        ]

    def fhir_routes(self) -> list[Route]:
        """What is below /fhir too."""
        return [Route("/.well-known/smart-configuration", self.configuration, methods=["GET"])]

    async def configuration(self, request: Request) -> Response:
        """Where the endpoints are, and what they do."""
        url = self._settings.public_url
        return JSONResponse(
            {
                "issuer": self._settings.base,
                "token_endpoint": f"{url}/token",
                "revocation_endpoint": f"{url}/revoke",
                "grant_types_supported": [INVITATION, REFRESH],
                "token_endpoint_auth_methods_supported": ["none"],
                "code_challenge_methods_supported": ["S256"],
                "scopes_supported": scope().split(),
                "capabilities": ["client-public", "permission-patient", "permission-offline", "permission-v2"],
                "hep": {"clinic": self._settings.clinic, "devices_endpoint": f"{url}/devices"},
            },
            headers={"Cache-Control": "max-age=300"},
        )

    async def healthz(self, request: Request) -> Response:
        """Whether the server and its file answer; for a watchdog."""
        await self._clerk.do(tables.epoch)
        return JSONResponse({"status": "ok"}, headers=_HEADERS)

    async def token(self, request: Request) -> Response:
        """Tokens for an invitation, or for a refresh token."""
        form = await _form(request)
        if form is None:
            return _answer(_refused("invalid_request", "The body is a form of at most 10 kB, each field once."))
        kind, now = form.get("grant_type"), self._now()
        if kind == REFRESH:
            return _answer(await self._clerk.do(lambda db: self._refresh(db, form, now)))
        if kind != INVITATION:
            return _answer(_refused("unsupported_grant_type", f"Known are {INVITATION} and {REFRESH}."))
        who = request.client.host if request.client else "?"
        return _answer(await self._clerk.do(lambda db: self._invitation(db, form, who, now)))

    def _invitation(self, db: sqlite3.Connection, form: dict[str, str], who: str, now: int) -> Said:
        if not attempts.allowed(db, who, now):
            audit.note(db, None, "pair", "token", 429, now=now)
            return 429, {"error": "slow_down", "error_description": "Too many tries from here; wait a minute."}
        device = plain_text(form.get("device", ""), limit=64)
        name = plain_text(form.get("device_name", ""), limit=60)
        found = invitations.accept(db, form.get("code", ""), form.get("born", ""), device, now)
        if found is None or not device:
            audit.note(db, None, "pair", "token", 400, now=now)
            return _refused("invalid_grant", "This code and birth year do not open anything, or not any more.")
        if found.before is not None:
            tokens.revoke(db, found.before, now)
        granted = tokens.open_family(db, found.patient, device, name, now)
        invitations.note_used(db, found.head, granted.family, now)
        audit.note(db, _caller(granted), "pair", "token", 200, now=now)
        return 200, self._granted(granted)

    def _refresh(self, db: sqlite3.Connection, form: dict[str, str], now: int) -> Said:
        given = form.get("refresh_token", "")
        of = tokens.family_of(db, given)
        granted = tokens.refresh(db, given, now)
        if granted is None:
            whose = Caller(Role.PATIENT, of[0], of[1]) if of else None
            audit.note(db, whose, "refresh", "token", 400, now=now)
            return _refused("invalid_grant", "This device is not connected any more.")
        audit.note(db, _caller(granted), "refresh", "token", 200, now=now)
        return 200, self._granted(granted)

    def _granted(self, granted: tokens.Granted) -> dict[str, Any]:
        told = {"clinic": self._settings.clinic, "issuer": self._settings.base, "device": granted.device}
        return {
            "access_token": granted.access,
            "token_type": "Bearer",
            "expires_in": granted.expires_in,
            "refresh_token": granted.refresh,
            "scope": scope(),
            "patient": granted.patient,
            "hep": {**told, **({"phone": self._settings.phone} if self._settings.phone else {})},
        }

    async def revoke(self, request: Request) -> Response:
        """Take a token back, and with it the whole connection of its device (RFC 7009): 200 whether it was known or not."""
        form, now = await _form(request), self._now()
        if form is None or not form.get("token"):
            return _answer(_refused("invalid_request", "The body is a form with a token."))

        def job(db: sqlite3.Connection) -> None:
            found = tokens.family_of(db, form["token"])
            if found is not None:
                tokens.revoke(db, found[0], now)
            audit.note(db, Caller(Role.PATIENT, *found) if found else None, "revoke", "token", 200, now=now)

        await self._clerk.do(job)
        return Response(status_code=200, headers=_HEADERS)

    async def devices(self, request: Request) -> Response:
        """The devices that are connected for the patient who asks."""

        def look(db: sqlite3.Connection, caller: Caller, now: int) -> Said:
            found = tokens.devices(db, caller.patient, now)
            return 200, {"devices": [_device(one, caller) for one in found]}

        return await self._as_patient(request, "read", look)

    async def revoke_device(self, request: Request) -> Response:
        """Disconnect one of the devices of the patient who asks; this one, or another."""
        id = request.path_params["id"]

        def work(db: sqlite3.Connection, caller: Caller, now: int) -> Said:
            if id not in {one.id for one in tokens.devices(db, caller.patient, now)}:
                return 404, {"error": "not_found", "error_description": "There is no such device."}
            tokens.revoke(db, id, now)
            return 200, {"revoked": id}

        return await self._as_patient(request, "revoke", work)

    async def _as_patient(
        self, request: Request, action: str, work: Callable[[sqlite3.Connection, Caller, int], Said]
    ) -> Response:
        header, now = request.headers.get("authorization"), self._now()

        def job(db: sqlite3.Connection) -> Said | Wrong:
            caller: Caller | None = None
            try:
                caller = caller_of(db, header, now)
                if caller.role is not Role.PATIENT:
                    raise unknown()
            except Wrong as wrong:
                audit.note(db, caller, action, "devices", wrong.status, now=now)
                return wrong
            said = work(db, caller, now)
            audit.note(db, caller, action, "devices", said[0], now=now)
            return said

        found = await self._clerk.do(job)
        if isinstance(found, Wrong):
            body = {"error": "invalid_token", "error_description": str(found)}
            return JSONResponse(body, found.status, {**_HEADERS, "WWW-Authenticate": "Bearer"})
        return _answer(found)


def _caller(granted: tokens.Granted) -> Caller:
    return Caller(Role.PATIENT, granted.family, granted.patient)


def _device(one: tokens.Device, caller: Caller) -> dict[str, Any]:
    return {
        "id": one.id,
        "device": one.device,
        "name": one.name,
        "since": instant(one.since),
        "last_used": instant(one.last_used),
        "expires": instant(one.expires),
        "this": one.id == caller.name,
    }


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form body; None for anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return None
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > _MOST_BYTES:
                return None
        fields = parse_qs(body.decode("ascii"), max_num_fields=20, strict_parsing=True)
    except (ClientDisconnect, ValueError):
        return None
    if any(len(values) != 1 for values in fields.values()):
        return None
    return {name: values[0] for name, values in fields.items()}


def _refused(error: str, why: str) -> Said:
    return 400, {"error": error, "error_description": why}


def _answer(said: Said) -> Response:
    status, body = said
    return JSONResponse(body, status, {**_HEADERS, **({"Retry-After": "60"} if status == 429 else {})})
