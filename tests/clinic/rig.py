"""A clinic's file with patients, and requests against the whole app without a socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from hep_clinic.access.invitations import invite
from hep_clinic.app import make_clinic
from hep_clinic.fhir import tables
from hep_clinic.fhir.archive import Archive, Caller, Role
from hep_clinic.fhir.clerk import Clerk
from hep_clinic.settings import ClinicSettings

URL = "http://127.0.0.1:8080"
CLINIC = Caller(Role.CLINIC, "test")


class Clinic:
    """One clinic on a real file, asked over ASGI."""

    def __init__(self, folder: Path, **told: Any) -> None:
        self.settings = ClinicSettings(folder, **{"public_url": URL, "clinic": "Riverside", **told})
        self.clerk = Clerk(self.settings.file)
        self.app = make_clinic(self.settings, self.clerk)

    def client(self, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A client that seems to come from an address."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 1234))
        return httpx.AsyncClient(transport=transport, base_url=self.settings.public_url)

    def do(self, job: Any) -> Any:
        """Run a job on the clerk's thread and wait."""
        return self.clerk.begin(job).result()

    def patient(self, name: str = "Ana Silva", born: str = "1961") -> str:
        """A new patient's id."""
        resource = {"resourceType": "Patient", "name": [{"text": name}], "birthDate": born}
        return str(self.do(lambda db: Archive(db, CLINIC).create(resource))[0].id)

    def code(self, patient: str, now: int | None = None, life: int | None = None) -> str:
        """A fresh invitation."""
        rest = () if life is None else (life,)
        return str(self.do(lambda db: invite(db, patient, now or tables.now(), *rest)).code)

    def close(self) -> None:
        """End the clerk."""
        self.clerk.close()


def form(code: str, born: str = "1961", device: str = "d1") -> dict[str, str]:
    """The fields that exchange an invitation."""
    named = {"device": device, "device_name": "Kitchen laptop", "client_id": "hep-tui"}
    return {"grant_type": "urn:hep:grant:invitation", "code": code, "born": born, **named}


def again(token: str) -> dict[str, str]:
    """The fields that exchange a refresh token."""
    return {"grant_type": "refresh_token", "refresh_token": token, "client_id": "hep-tui"}


def bearer(token: str) -> dict[str, str]:
    """The header of an access token."""
    return {"Authorization": f"Bearer {token}"}
