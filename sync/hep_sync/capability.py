"""What a server says it does, and what it really does, found out with one throw-away Observation."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Protocol

from hep_care.frozen import frozen
from hep_sync import plan
from hep_sync.answers import read_epoch
from hep_sync.errors import Changed, ClinicError, NotTheClinic
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, part, parts, words
from hep_sync.replica import Clinic

_FRACTION = re.compile(r"T\d\d:\d\d:\d\d\.(\d+)")


class Asked(Clinic, Protocol):
    """A server that also tells what it is."""

    async def capabilities(self) -> Json:
        """The CapabilityStatement."""


@frozen
class Statement:
    """What a server says of itself."""

    software: str
    fhir: str
    types: frozenset[str]
    epoch: str
    sequence: int | None


@frozen
class Finding:
    """One thing that was tried."""

    name: str
    ok: bool
    detail: str


async def read_statement(clinic: Asked) -> Statement:
    """What a server says of itself. Raises `NotTheClinic` for one that speaks another FHIR."""
    said = await clinic.capabilities()
    if said.get("resourceType") != "CapabilityStatement":
        raise NotTheClinic("What answered is not the clinic's FHIR server.")
    version = code(said, "fhirVersion")
    if version and not version.startswith("4.0"):
        raise NotTheClinic(f"The server speaks FHIR {version[:20]}; hep-tui speaks R4 (4.0.1).")
    types = frozenset(code(one, "type") for rest in parts(said, "rest") for one in parts(rest, "resource"))
    software = part(said, "software")
    name = " ".join(filter(None, (words(software, "name", limit=80), words(software, "version", limit=40))))
    return Statement(name, version, types, *read_epoch(said))


async def probe(clinic: Asked, patient: str) -> tuple[Finding, ...]:
    """Try what a sync relies on. What is written is marked as entered in error from its first moment on.

    Raises a `ClinicError` where the server cannot be asked at all.
    """
    return await _Probe(clinic, patient).run()


class _Probe:
    def __init__(self, clinic: Asked, patient: str) -> None:
        self._clinic = clinic
        self._patient = patient
        self._uid = str(uuid.uuid4())
        self._first: Json = {}
        self._second: Json = {}

    async def run(self) -> tuple[Finding, ...]:
        """Each step builds on the one before."""
        steps: tuple[tuple[str, Callable[[], Awaitable[str]]], ...] = (
            ("create", self._create),
            ("create again", self._again),
            ("update", self._update),
            ("stale update", self._stale),
            ("batch again", self._batch),
            ("search", self._search),
            ("clock", self._clock),
            ("pages", self._pages),
        )
        found: list[Finding] = []
        for name, step in steps:
            try:
                found.append(Finding(name, True, await step()))
            except _Missed as error:
                found.append(Finding(name, False, str(error)))
            except ClinicError as error:
                if error.retry:
                    raise
                found.append(Finding(name, False, str(error)))
            if not found[0].ok:
                break
        return tuple(found)

    @property
    def _query(self) -> str:
        return plan.identifier_query(self._uid)

    def _resource(self, note: str) -> Json:
        return {
            "resourceType": "Observation",
            "status": "entered-in-error",
            "identifier": [{"system": codes.URI, "value": f"urn:uuid:{self._uid}"}],
            "code": {"coding": [{"system": codes.HEP, "code": "probe"}], "text": "A test of the connection"},
            "subject": {"reference": f"Patient/{self._patient}"},
            "effectiveDateTime": "2000-01-01",
            "note": [{"text": note}],
        }

    async def _create(self) -> str:
        answer = await self._clinic.create(self._resource("A test; nothing was done."), if_none_exist=self._query)
        self._first = answer.resource or await self._clinic.read("Observation", answer.id)
        if not plan.version_of(self._first):
            raise _Missed("the server gives what it keeps no versions, so a correction could be lost")
        return "a record is created"

    async def _again(self) -> str:
        answer = await self._clinic.create(self._resource("A test, once more."), if_none_exist=self._query)
        if (answer.id or code(answer.resource, "id")) != code(self._first, "id"):
            raise _Missed("sent twice it is there twice: a lost answer could double a record")
        return "sent twice it is there once"

    async def _update(self) -> str:
        changed = {**self._first, **self._resource("A test, corrected."), "id": self._first["id"]}
        answer = await self._clinic.update(changed, version=plan.version_of(self._first))
        self._second = answer.resource or await self._clinic.read("Observation", str(self._first["id"]))
        if plan.version_of(self._second) == plan.version_of(self._first):
            raise _Missed("a correction makes no new version")
        return "a correction makes a new version"

    async def _stale(self) -> str:
        old = {**self._first, **self._resource("A test, out of date."), "id": self._first["id"]}
        try:
            await self._clinic.update(old, version=plan.version_of(self._first))
        except Changed:
            return "an older version does not write over a newer one"
        raise _Missed("an older version writes over a newer one: two devices could undo each other's corrections")

    async def _batch(self) -> str:
        entry = {
            "fullUrl": f"urn:uuid:{self._uid}",
            "resource": self._resource("A test, in a batch."),
            "request": {"method": "POST", "url": "Observation", "ifNoneExist": self._query},
        }
        for _ in range(2):
            answers = await self._clinic.batch([entry])
            if not answers:
                raise _Missed("a batch is answered without a status for each entry")
            (answer,) = answers
            if answer.error is not None:
                raise answer.error
            if (answer.id or code(answer.resource, "id")) != code(self._first, "id"):
                raise _Missed("a batch that is sent again makes a second record")
        return "a batch sent twice changes nothing"

    async def _search(self) -> str:
        name, _, value = self._query.partition("=")
        found = [row async for page in self._clinic.search("Observation", [(name, value)]) for row in page.resources]
        if code(self._first, "id") not in {code(row, "id") for row in found}:
            raise _Missed("what was written is not found at once by its identifier")
        return "what was written is found by its identifier"

    async def _clock(self) -> str:
        match = _FRACTION.search(plan.updated_of(self._second or self._first))
        if not plan.updated_of(self._second or self._first):
            raise _Missed("the server does not say when a record was last changed")
        return f"stamps have {len(match[1])} digits of a second" if match else "stamps are whole seconds"

    async def _pages(self) -> str:
        pages = 0
        asked = [("patient", self._patient), ("_count", "1"), ("_sort", "_lastUpdated")]
        async for page in self._clinic.search("ServiceRequest", asked):
            pages += 1
            if pages == 3 or not page.next:
                break
        return f"{pages} {'page' if pages == 1 else 'pages'} of one exercise each were read"


class _Missed(Exception):
    """The server does something else than a sync relies on."""
