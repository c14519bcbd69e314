"""The tokens of a pairing, and how they are renewed without two processes getting in each other's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from hep_care.frozen import frozen
from hep_sync.addresses import origin_of
from hep_sync.errors import Refused, SignedOut
from hep_sync.fhir.element import Json

_EARLY_S = 30.0
"""A token that ends within this is not begun with."""
_LONGEST_S = 10 * 365 * 86_400
_OVER = ("invalid_grant", "invalid_client", "unauthorized_client", "invalid_token")
_SIGNED_OUT = "The clinic no longer accepts this device. Pair it again; nothing of yours is lost."


@frozen
class Tokens:
    """What a server gave this device to show."""

    access: str
    refresh: str = ""
    expires_at: float | None = None
    """Seconds since 1970 by this computer's clock; None where the server did not say."""

    def text(self) -> str:
        """As one text, to be kept secret."""
        return json.dumps({"access": self.access, "refresh": self.refresh, "expires_at": self.expires_at})

    @classmethod
    def of_text(cls, text: str | None) -> Tokens | None:
        """From that text; None for anything else."""
        try:
            said = json.loads(text or "")
            expires = said["expires_at"]
            return cls(str(said["access"]), str(said["refresh"]), None if expires is None else float(expires))
        except (ValueError, TypeError, LookupError):
            return None

    @classmethod
    def of_answer(cls, said: Json, now: float) -> Tokens:
        """From the answer of a token endpoint (RFC 6749, section 5.1). Raises `Refused` where it holds no token."""
        access, refresh, seconds = said.get("access_token"), said.get("refresh_token"), said.get("expires_in")
        usable = isinstance(access, str) and access and access.isascii() and access.isprintable()
        if not usable or str(said.get("token_type", "bearer")).lower() != "bearer":
            raise Refused("The clinic's server gave an answer without an access.")
        lasts = isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds <= _LONGEST_S
        return cls(str(access), refresh if isinstance(refresh, str) else "", now + int(seconds or 0) if lasts else None)


class TokenKeeper(Protocol):
    """Where the tokens are kept."""

    def load(self) -> Tokens | None:
        """The newest ones, whoever put them there."""

    def keep(self, tokens: Tokens) -> None:
        """Keep these; they are there for every process when it returns."""


class Renewing:
    """A bearer whose access token is renewed as needed, by one process at a time.

    `lock` is held while a refresh token is used: two that use the same one would look like a thief. What comes is kept
    before it is used, so that a process that ends in between leaves the newest token behind.
    """

    def __init__(
        self,
        keeper: TokenKeeper,
        *,
        endpoint: str,
        client_id: str,
        lock: Callable[[], AbstractContextManager[object]],
        now: Callable[[], float],
        transport: Any = None,
    ) -> None:
        self._keeper = keeper
        self._endpoint = endpoint
        self._client_id = client_id
        self._lock = lock
        self._now = now
        self._transport = transport
        self._tokens = keeper.load()

    async def token(self) -> str | None:
        """The present access token; an empty one belongs to a server that asks for none.

        Raises `SignedOut` where nothing is kept.
        """
        if self._tokens is None:
            raise SignedOut(_SIGNED_OUT)
        expires = self._tokens.expires_at
        if expires is not None and self._now() > expires - _EARLY_S and self._tokens.refresh:
            return await self.renewed(self._tokens.access)
        return self._tokens.access or None

    async def renewed(self, refused: str | None) -> str | None:
        """Another token than the one that was refused; None where this one cannot be renewed."""
        with self._lock():
            kept = self._keeper.load()
            if kept is None:
                raise SignedOut(_SIGNED_OUT)
            if kept.access != refused:
                self._tokens = kept
                return kept.access
            if not kept.refresh or not self._endpoint:
                return None
            said = await self._ask(kept.refresh)
            new = Tokens.of_answer(said, self._now())
            # A server may let the same refresh token be used again and then does not repeat it.
            new = new if new.refresh else Tokens(new.access, kept.refresh, new.expires_at)
            self._keeper.keep(new)
            self._tokens = new
            return new.access

    async def _ask(self, refresh: str) -> Json:
        from hep_sync.client import ClinicClient

        fields = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": self._client_id}
        async with ClinicClient(origin_of(self._endpoint), transport=self._transport) as client:
            try:
                return await client.form(self._endpoint, fields)
            except Refused as error:
                if str(error) in _OVER or error.status in (401, 403):
                    raise SignedOut(_SIGNED_OUT) from error
                raise
