"""Pairing, unpairing and the devices of an account, as commands and screens do them; whoever calls waits for the network."""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_sync import pairing
from hep_sync.capability import Finding, probe, read_statement
from hep_sync.client import ClinicClient
from hep_sync.errors import ClinicError, Refused
from hep_sync.fhir.element import code, parts, words
from hep_sync.invitation import Address
from hep_sync.pairing import Endpoints, Paired, Transport
from hep_sync.renewal import Renewing, Tokens
from hep_tui.diary.binding import Binding, bind, read_binding, read_bound, unbind
from hep_tui.diary.finding import RefusedError
from hep_tui.diary.running import claim_token
from hep_tui.diary.standing import Trouble, note_trouble, unsent
from hep_tui.secrets_kept import SecretStore

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Tell = Callable[[str], object]
NOT_PAIRED = (
    "This profile is not paired with a clinic. `hep-tui pair` does it, with the handout of your clinic at hand."
)


@frozen
class Device:
    """A device that is connected for this patient."""

    id: str
    name: str
    since: str
    last_used: str
    this: bool


@frozen
class Unpaired:
    """What unpairing came to."""

    clinic: str
    unsent: int
    """Entries that stay here and were not sent."""
    told: bool
    """Whether the clinic's server took note."""


class Keeper:
    """The tokens of one profile, in whatever keeps secrets here."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def load(self) -> Tokens | None:
        """The newest ones."""
        return Tokens.of_text(self._store.load())

    def keep(self, tokens: Tokens) -> None:
        """Keep these."""
        self._store.keep(tokens.text())


async def find(diary: Diary, address: Address, transport: Transport = None) -> Endpoints:
    """What the server at an address says of itself. Raises `RefusedError` where this file belongs to another one.

    So a one-time code is not spent in vain.
    """
    found = await pairing.discover(address, transport)
    bound = read_bound(diary.store)
    if bound is not None and bound.base != found.base:
        _refuse(bound)
    return found


async def take_invitation(diary: Diary, at: Endpoints, secret: str, born: int, transport: Transport = None) -> Paired:
    """Exchange a one-time code for this device. Raises a `ClinicError`, or `RefusedError` for another patient's code."""
    paired = await pairing.by_invitation(
        at, secret, born, device=diary.store.device, device_name=platform.node() or "a computer", transport=transport
    )
    bound = read_bound(diary.store)
    if bound is not None and bound.patient != paired.patient:
        await _give_back(paired, transport)
        _refuse(bound)
    return paired


def pair_with(
    diary: Diary,
    handout: str,
    born: str,
    *,
    tell: Tell,
    show: Callable[[str], object],
    transport: Transport = None,
) -> Binding:
    """Pair with what stands on a handout, or at the page of the server's own; `show` is given that page's address.

    Raises `RefusedError`, or a `ClinicError`.
    """
    from hep_sync.invitation import read_address, read_year
    from hep_sync.sign_in import by_sign_in

    async def pair() -> Paired:
        address = read_address(handout)
        at = await find(diary, address, transport)
        if address.code or at.invitations:
            if not address.code:
                raise Refused("The code is missing: it stands after the address, clinic.example/KLMN-BCDF-RSTV.")
            return await take_invitation(diary, at, address.code, read_year(born, diary.today.year), transport)
        if at.authorize:
            return await by_sign_in(at, show, transport=transport)
        raise Refused("This server asks for a token of its administrator: `hep-tui pair URL --patient ID` takes it.")

    try:
        return keep_pairing(diary, asyncio.run(pair()), tell)
    except Refused as error:
        raise RefusedError(str(error)) from error


async def _give_back(paired: Paired, transport: Transport) -> None:
    if paired.revocation_endpoint:
        try:
            await pairing.revoke(paired.revocation_endpoint, paired.tokens, paired.client_id, transport)
        except ClinicError:
            # It ends by itself, unused.
            return


def keep_pairing(diary: Diary, paired: Paired, tell: Tell) -> Binding:
    """Keep the tokens, then note whom the file is paired with. Raises `RefusedError` where it belongs to somebody else."""
    bound = read_bound(diary.store)
    if bound is not None and (bound.base, bound.patient) != (paired.base, paired.patient):
        _refuse(bound)
    binding = Binding(
        base=paired.base,
        patient=paired.patient,
        clinic=plain_text(paired.clinic, limit=100),
        kind=paired.kind,
        paired_at=diary.clock.now(),
        token_endpoint=paired.token_endpoint,
        revocation_endpoint=paired.revocation_endpoint,
        devices_endpoint=paired.devices_endpoint,
        client_id=paired.client_id,
        phone=paired.phone,
    )
    secrets = SecretStore(diary.places, tell)
    # What was kept for an earlier pairing opens nothing any more.
    secrets.forget()
    Keeper(secrets).keep(paired.tokens)
    bind(diary.store, binding)
    note_trouble(diary, Trouble.NONE)
    diary.forget()
    return binding


def _refuse(bound: Binding) -> None:
    raise RefusedError(
        f"This profile belongs to another patient, or to another clinic ({bound.clinic}), and stays theirs. "
        "Pair under a name of its own: hep-tui --profile NAME pair …"
    )


async def end_pairing(diary: Diary, transport: Transport = None) -> Unpaired:
    """Take this device off the clinic's list and forget its access; everything that was logged stays."""
    binding = paired_with(diary)
    left, secrets = unsent(diary), SecretStore(diary.places)
    tokens, told = Keeper(secrets).load(), True
    if tokens is not None and binding.revocation_endpoint:
        try:
            await pairing.revoke(binding.revocation_endpoint, tokens, binding.client_id, transport)
        except ClinicError:
            told = False
    secrets.forget()
    unbind(diary.store)
    note_trouble(diary, Trouble.NONE)
    return Unpaired(binding.clinic, left, told)


def paired_with(diary: Diary) -> Binding:
    """The present pairing. Raises `RefusedError` where there is none."""
    binding = read_binding(diary.store)
    if binding is None:
        raise RefusedError(NOT_PAIRED)
    return binding


def bearer_of(diary: Diary, binding: Binding, transport: Transport = None) -> Renewing:
    """The access of a pairing, renewed as needed."""
    return Renewing(
        Keeper(SecretStore(diary.places)),
        endpoint=binding.token_endpoint,
        client_id=binding.client_id,
        lock=lambda: claim_token(diary.places),
        now=time.time,
        transport=transport() if transport else None,
    )


def client_of(diary: Diary, binding: Binding, transport: Transport = None) -> ClinicClient:
    """The clinic's server, with this device's access."""
    bearer = bearer_of(diary, binding, transport)
    return ClinicClient(binding.base, bearer, transport=transport() if transport else None)


async def examine(diary: Diary, transport: Transport = None) -> tuple[str, tuple[Finding, ...]]:
    """The name of the clinic's server software, and what was found by trying what a sync relies on."""
    binding = paired_with(diary)
    async with client_of(diary, binding, transport) as client:
        statement = await read_statement(client)
        return statement.software, await probe(client, binding.patient)


async def devices(diary: Diary, transport: Transport = None) -> tuple[Device, ...]:
    """The devices connected for this patient. Raises `RefusedError` where the server does not list them."""
    binding = paired_with(diary)
    if not binding.devices_endpoint:
        raise RefusedError(f"The server of {binding.clinic} does not list devices; ask the clinic.")
    async with client_of(diary, binding, transport) as client:
        said = await client.plain(binding.devices_endpoint)
    return tuple(
        Device(
            code(one, "id"),
            words(one, "name", limit=60),
            code(one, "since"),
            code(one, "last_used"),
            one.get("this") is True,
        )
        for one in parts(said, "devices")
    )


async def revoke_device(diary: Diary, id: str, transport: Transport = None) -> None:
    """Take another device off the clinic's list. Raises `RefusedError` where it is not on it."""
    binding = paired_with(diary)
    if id not in {one.id for one in await devices(diary, transport)}:
        raise RefusedError(f"{plain_text(id, limit=80)!r} is not the id of a device; `hep-tui devices` lists them.")
    async with client_of(diary, binding, transport) as client:
        await client.act(f"{binding.devices_endpoint}/{id}/revoke")
