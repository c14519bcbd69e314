"""The clinic's server as a value: an ASGI app made from settings."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from hep_clinic.access.door import Door
from hep_clinic.access.endpoints import Access
from hep_clinic.fhir import tables
from hep_clinic.fhir.clerk import Clerk
from hep_clinic.fhir.outcome import Wrong
from hep_clinic.fhir.rest import Rest, broken_response, wrong_response
from hep_clinic.settings import ClinicSettings

_LOG = logging.getLogger("hep_clinic")
_SIGNING = "signing"


def make_clinic(settings: ClinicSettings, clerk: Clerk | None = None) -> Starlette:
    """The server of one clinic. Without a clerk it opens the file of the settings, and closes it when it ends."""
    works = clerk or Clerk(settings.file)
    rest = Rest(works, f"{settings.public_url}/fhir", settings.clinic, works.begin(_secret).result())
    access = Access(works, settings)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        yield
        if clerk is None:
            works.close()

    return Starlette(
        routes=[
            *access.routes(),
            # A mount answers its own address without the slash with a redirect, and a batch goes exactly there.
            Route("/fhir", rest.bundle, methods=["POST"]),
            Mount("/fhir", routes=[*access.fhir_routes(), *rest.routes()]),
        ],
        middleware=[
            Middleware(Door, public_url=settings.public_url),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={Wrong: _wrong, HTTPException: _no_route, Exception: _broken},
        lifespan=life,
    )


def _secret(db: sqlite3.Connection) -> bytes:
    made = tables.single(db, _SIGNING)
    if made is None:
        made = secrets.token_hex(32)
        tables.set_single(db, _SIGNING, made)
    return bytes.fromhex(made)


async def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, Wrong)
    return wrong_response(error)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "not-found" if error.status_code == 404 else "not-supported"
    return wrong_response(Wrong(error.status_code, code, "This is not something that can be asked for here."))


async def _broken(request: Request, error: Exception) -> Response:
    # Neither the address nor the error's text: both may hold what is about a patient.
    _LOG.error("a request broke: %s", type(error).__name__)
    return broken_response()
