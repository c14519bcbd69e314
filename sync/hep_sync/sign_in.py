"""Signing in at a server's own page: SMART App Launch, standalone, for a public client with PKCE.

The page is opened in the patient's browser and comes back to a port of this computer that is open for this one answer.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_sync.addresses import host_of
from hep_sync.errors import Refused, Unreachable
from hep_sync.pairing import CLIENT_ID, Endpoints, Paired, Transport, patient_in, post
from hep_sync.renewal import Tokens

PATIENCE_S = 300.0
_LONGEST_REQUEST = 8_192
_READS = (
    "CarePlan", "ServiceRequest", "Communication", "DocumentReference", "Media", "Binary", "Appointment",
    "QuestionnaireResponse", "Goal", "Task", "Patient",
)  # fmt: skip
_WRITES = ("Observation",)
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>hep-tui</title>"
    "<p style='font:1.2em sans-serif;margin:3em'>{}</p></html>"
)


@frozen
class Challenge:
    """What makes an answer ours: a state that comes back, and a secret of which only the digest was shown before."""

    state: str
    verifier: str

    @classmethod
    def new(cls) -> Challenge:
        """A fresh one, 256 bits each."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(48))

    @property
    def s256(self) -> str:
        """The verifier's digest, as RFC 7636 writes it."""
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def scopes(newer: bool) -> str:
    """What is asked for: the patient's own plan to read, and what the patient did to write."""
    read, write = ("rs", "crus") if newer else ("read", "*")
    asked = [f"patient/{type}.{read}" for type in _READS] + [f"patient/{type}.{write}" for type in _WRITES]
    return " ".join(("launch/patient", "offline_access", *asked))


def authorize_url(at: Endpoints, challenge: Challenge, redirect: str, client_id: str) -> str:
    """The page to open."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect,
        "scope": scopes(at.newer_scopes),
        "state": challenge.state,
        "aud": at.base,
        "code_challenge": challenge.s256,
        "code_challenge_method": "S256",
    }
    return f"{at.authorize}{'&' if urlsplit(at.authorize).query else '?'}{urlencode(asked)}"


def code_in(target: str, challenge: Challenge) -> str:
    """The code in the address the browser came back to. Raises `Refused` for an answer that is not to this question."""
    said = {key: values[0] for key, values in parse_qs(urlsplit(target).query, max_num_fields=20).items()}
    if not hmac.compare_digest(said.get("state", "").encode(), challenge.state.encode()):
        raise Refused("The browser came back with an answer to another question; nothing was taken from it.")
    if "error" in said:
        raise Refused(f"You were not signed in ({plain_text(said['error'], limit=80)}).")
    if not said.get("code"):
        raise Refused("The browser came back without an answer.")
    return said["code"]


async def by_sign_in(
    at: Endpoints,
    show: Callable[[str], object],
    *,
    client_id: str = CLIENT_ID,
    transport: Transport = None,
    patience_s: float = PATIENCE_S,
) -> Paired:
    """Let the patient sign in; `show` is given the address of the page. Raises a `ClinicError`."""
    if not at.authorize or not at.token:
        raise Refused("This server has no page to sign in at.")
    if not at.s256:
        raise Refused("This server's sign-in is of an older kind that is not safe enough (it lacks PKCE with S256).")
    challenge = Challenge.new()
    async with _Listener(challenge) as listener:
        show(authorize_url(at, challenge, listener.redirect, client_id))
        try:
            async with asyncio.timeout(patience_s):
                found = await listener.answer
        except TimeoutError:
            raise Unreachable("Nobody signed in within five minutes. Nothing was changed.") from None
    fields = {
        "grant_type": "authorization_code",
        "code": found,
        "redirect_uri": listener.redirect,
        "client_id": client_id,
        "code_verifier": challenge.verifier,
    }
    said = await post(at.token, fields, transport)
    return Paired(
        base=at.base,
        patient=patient_in(said),
        clinic=at.clinic or host_of(at.base),
        kind="smart",
        tokens=Tokens.of_answer(said, time.time()),
        token_endpoint=at.token,
        revocation_endpoint=at.revocation,
        client_id=client_id,
    )


class _Listener:
    """A port of this computer, open for one answer of the browser and closed to all else."""

    def __init__(self, challenge: Challenge) -> None:
        self._challenge = challenge
        self.redirect = ""
        self.answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> _Listener:
        self._server = await asyncio.start_server(self._hear, "127.0.0.1", 0, limit=_LONGEST_REQUEST)
        port = self._server.sockets[0].getsockname()[1]
        self.redirect = f"http://127.0.0.1:{port}/callback"
        return self

    async def __aexit__(self, *about: object) -> None:
        self._server.close()
        await self._server.wait_closed()
        # An answer that came while the time ran out is nobody's any more.
        self.answer.cancel()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(10):
                line = (await reader.readline()).decode("ascii", "replace").split(" ")
                while (await reader.readline()).strip():
                    continue
                status, words = self._take(line)
                page = _PAGE.format(words).encode()
                head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}"
                writer.write(f"{head}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n".encode() + page)
                await writer.drain()
        except (TimeoutError, ValueError, ConnectionError):
            # A visitor that says too much, or too slowly, is not the browser.
            return
        finally:
            writer.close()

    def _take(self, line: list[str]) -> tuple[str, str]:
        """The status and the words for one request."""
        if len(line) != 3 or line[0] != "GET" or urlsplit(line[1]).path != "/callback" or self.answer.done():
            return "404 Not Found", "There is nothing here."
        try:
            found = code_in(line[1], self._challenge)
        except Refused as error:
            if "another question" not in str(error):
                self.answer.set_exception(error)
            return "400 Bad Request", "This did not work. Look at hep-tui in the terminal."
        self.answer.set_result(found)
        return "200 OK", "You are signed in. You can close this page and go back to the terminal."
