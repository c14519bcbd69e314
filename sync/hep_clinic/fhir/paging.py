"""Links to the next page: what was asked, from where on and by whom, signed so that nobody else can make or use one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from hep_clinic.fhir.archive import Caller
from hep_clinic.fhir.outcome import invalid
from hep_clinic.fhir.query import Query, read_query


class Pager:
    """Makes and reads the links of one server."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def link(self, query: Query, after: int, caller: Caller) -> str:
        """The value of `_page` for what comes after a stamp."""
        body = json.dumps([query.type, query.pairs, after], separators=(",", ":")).encode()
        return _text(body) + "." + _text(self._sign(body, caller))

    def read(self, type: str, text: str, caller: Caller) -> tuple[Query, int]:
        """The search and the stamp of a link. Raises `Wrong` for one that was not made here for this caller."""
        body_text, _, signature = text.partition(".")
        try:
            body, given = _bytes(body_text), _bytes(signature)
        except ValueError as error:
            raise invalid("This is not a page of a search made here.") from error
        if not hmac.compare_digest(given, self._sign(body, caller)):
            raise invalid("This is not a page of a search made here.")
        kind, pairs, after = json.loads(body)
        if kind != type:
            raise invalid("This is not a page of a search made here.")
        return read_query(type, [(name, value) for name, value in pairs]), int(after)

    def _sign(self, body: bytes, caller: Caller) -> bytes:
        who = f"{caller.role}\n{caller.patient or caller.name}\n".encode()
        return hmac.new(self._secret, who + body, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
