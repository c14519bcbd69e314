"""Before anything is looked at: the host that was asked must be this clinic's, and no token stands in an address."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hep_clinic.fhir.outcome import invalid
from hep_clinic.fhir.rest import wrong_response
from hep_clinic.settings import LOOPBACK


class Door:
    """Turns away requests for other hosts, as of a page elsewhere that had its name point here, and tokens in addresses.

    Addresses are written into logs on their way; what stands in a query is no secret any more.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._netloc = urlsplit(public_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "").lower()
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if not self._ours(host):
            answer = wrong_response(invalid("This is not the address of this server."))
        elif scope["path"].rstrip("/") in ("/token", "/revoke") and query:
            answer = wrong_response(invalid("Codes and tokens go in the body of a request, not into its address."))
        elif any(name.lower() in ("access_token", "bearer_token") for name, _ in query):
            answer = wrong_response(invalid("A token goes into the Authorization header, not into the address."))
        else:
            await self._app(scope, receive, send)
            return
        await answer(scope, receive, send)

    def _ours(self, host: str) -> bool:
        if host == self._netloc:
            return True
        try:
            return urlsplit(f"//{host}").hostname in LOOPBACK and "@" not in host
        except ValueError:
            return False
