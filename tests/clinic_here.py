"""The clinic's own server on this computer, for as long as a test lasts."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from hep_clinic.access import invitations
from hep_clinic.app import make_clinic
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive, Caller, Role
from hep_clinic.fhir.clerk import Clerk
from hep_clinic.settings import ClinicSettings
from hep_sync.programs.reader import ProgramFile, read_toml, to_resources

Json = dict[str, Any]
Answer = TypeVar("Answer")


@dataclass
class ClinicHere:
    """A clinic with patients; `url` is what it prints on handouts."""

    url: str
    clerk: Clerk

    def do(self, job: Callable[[sqlite3.Connection, Archive], Answer]) -> Answer:
        """Something the clinic does at its own machine."""
        return self.clerk.begin(lambda db: job(db, Archive(db, Caller(Role.CLINIC, "test")))).result()

    def put(self, resource: Json) -> None:
        """Keep a new version of a resource."""
        self.do(lambda db, archive: archive.update(resource))

    def add_patient(self, id: str, born: int) -> None:
        """A patient who can be invited."""
        self.put({"resourceType": "Patient", "id": id, "birthDate": str(born)})

    def assign(self, patient: str, program: Path, start: date) -> list[Json]:
        """A program file becomes the patient's program."""
        found = read_toml(program.read_text(encoding="utf-8"))
        assert isinstance(found, ProgramFile)
        resources = to_resources(found, start=start, patient=patient)
        for resource in resources:
            self.put({key: value for key, value in resource.items() if key != "meta"})
        return resources

    def invite(self, patient: str) -> str:
        """The one string of a handout."""
        made = self.do(lambda db, archive: invitations.invite(db, patient, tables.now()))
        return f"{self.url}/{made.code}"

    def resources(self, type: str) -> list[Json]:
        """Every resource of a type as it stands, oldest change first."""
        sql = "SELECT body FROM version WHERE type = ? AND newest = 1 ORDER BY updated"
        return self.do(lambda db, archive: [json.loads(body) for (body,) in db.execute(sql, (type,))])


@contextmanager
def clinic_here(folder: Path) -> Iterator[ClinicHere]:
    """The server, answering; closed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = ClinicSettings(folder, public_url=url, clinic="Riverside Physio")
    clerk = Clerk(settings.file)
    config = uvicorn.Config(make_clinic(settings, clerk), log_level="warning", lifespan="on", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        assert server.started
        yield ClinicHere(url, clerk)
    finally:
        server.should_exit = True
        thread.join(20)
        clerk.close()
        listening.close()
