"""The probe finds out what a server really does, whatever its statement says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from hep_sync.answers import Answer
from hep_sync.capability import Finding, probe, read_statement
from hep_sync.errors import NotTheClinic, Refused
from sync.twins.clinic import Line, Server

Json = dict[str, Any]


@dataclass
class Asked(Line):
    """The twin, with a statement."""

    statement: Any = None

    async def capabilities(self) -> Json:
        return self.statement or {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}


class Forgetful(Asked):
    """Creates whatever is sent, as often as it is sent."""

    async def create(self, resource: Json, *, if_none_exist: str = "") -> Answer:
        made = self.server.put(resource)
        return Answer(201, made, made["meta"]["versionId"], made["id"])


class Careless(Asked):
    """Replaces whatever is there."""

    async def update(self, resource: Json, *, version: str) -> Answer:
        return await super().update(resource, version="")


class Mute(Asked):
    """Does not say what became of a batch."""

    async def batch(self, entries: Sequence[Json]) -> tuple[Answer, ...] | None:
        return None


class Closed(Asked):
    """Takes nothing from a patient."""

    async def create(self, resource: Json, *, if_none_exist: str = "") -> Answer:
        raise Refused("no writing here", 403)


def found(clinic: Asked) -> dict[str, Finding]:
    """What was found, by name."""
    return {one.name: one for one in asyncio.run(probe(clinic, "p1"))}


def test_a_server_that_does_what_it_should_is_found_to() -> None:
    """One entry is left, marked as an error in every version it ever had."""
    server = Server(whole_seconds=True)

    assert all(one.ok for one in found(Asked(server)).values())
    (versions,) = server.rows.values()
    assert {one["status"] for one in versions} == {"entered-in-error"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (Forgetful, {"create again", "batch again"}),
        (Careless, {"stale update"}),
        (Mute, {"batch again"}),
        (Closed, {"create"}),
    ],
)
def test_what_it_does_not_do_is_named(kind: type[Asked], names: set[str]) -> None:
    """What could double a record or undo a correction, in words."""
    assert {name for name, one in found(kind(Server())).items() if not one.ok} == names


def test_a_server_of_another_fhir_is_none_of_ours() -> None:
    """R5 looks much the same and means other things."""
    server = Server()
    other = {"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0", "software": {"name": "New"}}

    assert asyncio.run(read_statement(Asked(server))).fhir == "4.0.1"
    for said in (other, {"resourceType": "Patient"}):
        with pytest.raises(NotTheClinic):
            asyncio.run(read_statement(Asked(server, statement=said)))
