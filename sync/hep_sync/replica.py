"""The two ends of a sync as the engine sees them: the patient's copy and the clinic's server.

What the engine may rely on of a `Replica`: every method that writes is durable when it returns, and does all of it or
nothing. Entries are only ever added. Whether a record is unsent follows from the entries the server is known to hold.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hep_care.frozen import frozen
from hep_sync.answers import Answer, Page
from hep_sync.fhir.element import Json


@frozen
class Outgoing:
    """A record of the patient that the server does not hold as it stands here."""

    uid: str
    """Of its first entry; the identifier `urn:uuid:…` that makes sending it twice harmless."""
    resource: Json
    """As it is to stand on the server: what the server has that we do not know is kept in it."""
    holds: frozenset[str]
    """Ids of the entries in it."""
    server_id: str = ""
    """Empty where the server is not known to have it."""
    version: str = ""
    """The server's version it was built on."""
    frozen: str = ""
    """The body of the first attempt to create it. Every later attempt sends exactly this: an answer to another body could
    not be told from an answer to the first one that was lost."""
    tried_at: datetime | None = None


@frozen
class Accepted:
    """What the server now holds of one record."""

    uid: str
    id: str
    version: str
    resource: Json
    holds: frozenset[str]
    """Entries that are in it; others of the record are still to be sent."""


@frozen
class Cursor:
    """How far one type was pulled."""

    upto: str
    """The server's own newest `lastUpdated` that was kept; never a client's clock."""
    newest: str
    """Id of the row it is of. Where reading again does not bring it, the server has lost something."""
    overlap_s: int
    """Rows become visible when they are committed, which is after their stamp; so much is read again."""


@frozen
class Bound:
    """A record and where it is on the server."""

    uid: str
    type: str
    server_id: str
    version: str


@frozen
class Published:
    """What became of a program that was pulled."""

    changed: bool = False
    held: str = ""
    """Why it waits for a yes, in one sentence: it would take away much of the program."""


@dataclass(slots=True)
class Outcome:
    """What one sync did."""

    pushed: int = 0
    """Records that the server newly holds as they stand here."""
    pulled: int = 0
    """Versions that are new to this device."""
    parked: list[tuple[str, str]] = field(default_factory=list)
    """Records the server will not take, with the reason; they wait for a person."""
    program_changed: bool = False
    held: str = ""
    restored: bool = False
    """Whether the server was found to have lost something, which it was given again."""
    skipped: list[str] = field(default_factory=list)
    """Types this server does not let the patient see."""


class Replica(Protocol):
    """The patient's copy."""

    @property
    def patient(self) -> str:
        """Id of the patient on the server."""

    def outgoing(self, most: int, without: frozenset[str]) -> Sequence[Outgoing]:
        """Records to send, oldest first, and none of `without`."""

    def outgoing_of(self, uid: str) -> Outgoing | None:
        """The record as it is to be sent now; None where the server holds all of it."""

    def freeze(self, bodies: Mapping[str, str]) -> None:
        """Keep the bodies of first attempts, before they are sent."""

    def accepted(self, what: Iterable[Accepted]) -> None:
        """Keep what the server now holds."""

    def park(self, uid: str, why: str) -> None:
        """Set a record aside that the server will not take."""

    def unbind(self, uids: Iterable[str]) -> None:
        """The server has lost these: they are unsent again, under new bodies."""

    def cursor(self, type: str) -> Cursor | None:
        """How far a type was pulled; None before the first time."""

    def take(self, type: str, rows: Sequence[Json], mark: Cursor | None) -> int:
        """Keep rows and, in the same transaction, how far the type is pulled; how many versions were new here.

        A row that cannot be understood is set aside with its reason. Without a `mark` the cursor stays as it is.
        """

    def publish(self, *, allow_large: bool) -> Published:
        """Bring the pulled plan into force, whole; a change that would remove much waits for `allow_large`."""

    def bound(self) -> Iterable[Bound]:
        """Every record of the patient with its place on the server."""

    def epoch(self) -> str:
        """The epoch of the server as last seen."""

    def complete(self, *, epoch: str, checked: bool) -> None:
        """Note that everything was exchanged; `checked` that every row was compared."""

    def check_is_due(self) -> bool:
        """Whether every row has never been compared, or not for a week."""


class Clinic(Protocol):
    """The server. `client.ClinicClient` is one; the errors are those of `errors.ClinicError`."""

    async def read(self, type: str, id: str) -> Json:
        """A resource as it stands."""

    def search(self, type: str, parameters: Sequence[tuple[str, str]]) -> AsyncIterator[Page]:
        """The pages of a search."""

    async def batch(self, entries: Sequence[Json]) -> tuple[Answer, ...] | None:
        """What became of each entry; None where that is not known."""

    async def create(self, resource: Json, *, if_none_exist: str = "") -> Answer:
        """Create, unless it is there."""

    async def update(self, resource: Json, *, version: str) -> Answer:
        """Replace the version that was read."""
