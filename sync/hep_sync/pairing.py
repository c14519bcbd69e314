"""How a device becomes one that a clinic's server knows: an invitation, a token that was issued by hand, an open server.

The fourth way, signing in at the server's own page, is in `sign_in`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_sync.addresses import checked_base, host_of, origin_of, same_origin
from hep_sync.errors import ClinicError, NotTheClinic, NotThere, Refused
from hep_sync.fhir.element import Json, code, part, words
from hep_sync.invitation import Address
from hep_sync.renewal import Tokens

if TYPE_CHECKING:
    from hep_sync.client import ClinicClient

INVITATION = "urn:hep:grant:invitation"
CLIENT_ID = "hep-tui"
_WELL_KNOWN = ".well-known/smart-configuration"
_ID_LENGTH = 64
NOT_OPENED = (
    "This code and year of birth do not open anything, or not any more. Look at the handout once more, or ask the "
    "clinic for a new code."
)


@frozen
class Endpoints:
    """Where a server does what, as it says itself."""

    base: str
    """Address of the FHIR server."""
    clinic: str = ""
    token: str = ""
    authorize: str = ""
    revocation: str = ""
    devices: str = ""
    invitations: bool = False
    s256: bool = False
    newer_scopes: bool = False
    """Whether scopes are written as SMART 2 does: `patient/Observation.rs`."""


@frozen
class Paired:
    """What pairing came to; the tokens are a secret, the rest is not."""

    base: str
    patient: str
    clinic: str
    kind: str
    """`invitation`, `smart`, `bearer` or `open`."""
    tokens: Tokens
    token_endpoint: str = ""
    revocation_endpoint: str = ""
    devices_endpoint: str = ""
    client_id: str = CLIENT_ID
    phone: str = ""


Transport = Callable[[], Any] | None
"""Replaces the network, for a server in the same process."""


def _client(base: str, bearer: Fixed | None = None, transport: Transport = None) -> ClinicClient:
    # Imported here: who only wants to know whether a pairing is there needs no HTTP.
    from hep_sync.client import ClinicClient

    return ClinicClient(base, bearer, transport=transport() if transport else None)


async def discover(address: Address, transport: Transport = None) -> Endpoints:
    """What the server at an address says of itself. Raises a `ClinicError` where it is none.

    A server without a description is taken as one that asks for a token issued by hand, or for none.
    """
    async with _client(address.url, transport=transport) as client:
        try:
            said = await client.plain(_WELL_KNOWN)
        except (NotThere, Refused, NotTheClinic):
            if address.whole_server:
                raise NotTheClinic(
                    "There is no clinic at this address. Look at the handout once more; a server of another kind is "
                    "named with its FHIR address, such as https://clinic.example/fhir."
                ) from None
            return Endpoints(address.url)
    return _endpoints(address, said)


def _endpoints(address: Address, said: Json) -> Endpoints:
    base = address.url
    if address.whole_server:
        issuer = code(said, "issuer")
        base = issuer.rstrip("/") if same_origin(issuer, base) else f"{base}/fhir"
    capabilities = _texts(said, "capabilities")
    return Endpoints(
        base=checked_base(base),
        clinic=words(part(said, "hep"), "clinic", limit=100),
        token=_endpoint(said, "token_endpoint"),
        authorize=_endpoint(said, "authorization_endpoint"),
        revocation=_endpoint(said, "revocation_endpoint"),
        devices=_endpoint(part(said, "hep"), "devices_endpoint"),
        invitations=INVITATION in _texts(said, "grant_types_supported"),
        s256="S256" in _texts(said, "code_challenge_methods_supported"),
        newer_scopes="permission-v2" in capabilities,
    )


async def by_invitation(
    at: Endpoints,
    secret: str,
    born: int,
    *,
    device: str,
    device_name: str,
    transport: Transport = None,
) -> Paired:
    """Exchange the clinic's one-time code. Raises `Refused` with `NOT_OPENED` where it opens nothing.

    Only the server that the code is for learns of it: its token endpoint must be on the same host.
    """
    if not at.invitations or not same_origin(at.token, at.base):
        raise Refused("This server takes no codes. Ask the clinic how its patients connect.")
    fields = {
        "grant_type": INVITATION,
        "code": secret,
        "born": str(born),
        "device": device,
        "device_name": plain_text(device_name, limit=60) or "a computer",
        "client_id": CLIENT_ID,
    }
    said = await post(at.token, fields, transport)
    told = part(said, "hep")
    base = code(told, "issuer")
    return Paired(
        base=checked_base(base) if same_origin(base, at.base) else at.base,
        patient=patient_in(said),
        clinic=words(told, "clinic", limit=100) or at.clinic or host_of(at.base),
        kind="invitation",
        tokens=Tokens.of_answer(said, time.time()),
        token_endpoint=at.token,
        revocation_endpoint=at.revocation if same_origin(at.revocation, at.base) else "",
        devices_endpoint=at.devices if same_origin(at.devices, at.base) else "",
        phone=words(told, "phone", limit=40),
    )


async def by_token(at: Endpoints, patient: str, token: str, transport: Transport = None) -> Paired:
    """Take a token that an administrator issued, or none for an open server, and look whether it opens the record.

    Raises `SignedOut` where the server does not take it, and `Refused` where it knows no such patient.
    """
    patient = checked_id(patient)
    if token and not (token.isascii() and token.isprintable() and " " not in token):
        raise Refused("This is not a token: it holds a space or a sign that no token has.")
    bearer = Fixed(token or None)
    async with _client(at.base, bearer, transport) as client:
        try:
            await client.read("Patient", patient)
        except NotThere:
            raise Refused(f"The server knows no patient {patient}.") from None
        except Refused:
            # Some tokens open the plan and not the patient's own sheet.
            async for _ in client.search("CarePlan", [("patient", patient), ("_count", "1")]):
                break
        name = await _name_of(client)
    kind = "bearer" if token else "open"
    return Paired(at.base, patient, at.clinic or name or host_of(at.base), kind, Tokens(token))


async def revoke(endpoint: str, tokens: Tokens, client_id: str, transport: Transport = None) -> None:
    """Tell the server that this device is done (RFC 7009). Raises a `ClinicError` where it could not be told."""
    fields = {"token": tokens.refresh or tokens.access, "client_id": client_id}
    async with _client(origin_of(endpoint), transport=transport) as client:
        await client.tell(endpoint, fields)


async def post(endpoint: str, fields: Mapping[str, str], transport: Transport = None) -> Json:
    """What a token endpoint answers; what it refuses is said in a patient's words."""
    async with _client(origin_of(endpoint), transport=transport) as client:
        try:
            return await client.form(endpoint, fields)
        except Refused as error:
            if str(error) == "invalid_grant":
                raise Refused(NOT_OPENED, error.status) from error
            raise Refused(f"The clinic's server refused it ({plain_text(str(error), limit=80)}).") from error


class Fixed:
    """A bearer whose token is never renewed."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    async def token(self) -> str | None:
        """The token."""
        return self._token

    async def renewed(self, refused: str | None) -> str | None:
        """There is no other."""
        return None


def patient_in(said: Json) -> str:
    """The patient that a token is for. Raises `Refused` where the answer names none."""
    patient = said.get("patient")
    if not isinstance(patient, str):
        raise Refused("The clinic's server did not say whose record it is.")
    return checked_id(patient)


def checked_id(text: str) -> str:
    """A FHIR id. Raises `Refused`."""
    said = text.strip()
    if not said or len(said) > _ID_LENGTH or not all(one.isascii() and (one.isalnum() or one in "-.") for one in said):
        raise Refused(f"{plain_text(said, limit=40)!r} is not the id of a patient.")
    return said


async def _name_of(client: ClinicClient) -> str:
    try:
        statement = await client.capabilities()
    except ClinicError:
        return ""
    return words(part(statement, "implementation"), "description", limit=100)


def _endpoint(said: Json, key: str) -> str:
    """An address that secrets may go to; empty where there is none."""
    url = code(said, key)
    try:
        return checked_base(url) if url else ""
    except Refused:
        return ""


def _texts(said: Json, key: str) -> tuple[str, ...]:
    listed = said.get(key)
    return tuple(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else ()
