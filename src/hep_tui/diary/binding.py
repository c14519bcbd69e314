"""Whom this file is paired with: the clinic's server and the patient it knows this file's owner as."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.diary.finding import RefusedError
from hep_tui.store import meta

if TYPE_CHECKING:
    from hep_tui.store.store import Store

_LONGEST = 400


@frozen
class Binding:
    """One (server, patient): a file belongs to one for good, and another patient gets another profile."""

    base: str
    """Address of the FHIR server."""
    patient: str
    clinic: str
    """Its name, as it calls itself."""
    kind: str
    """How its access is renewed: `invitation`, `smart`, `bearer` or `open`."""
    paired_at: datetime
    token_endpoint: str = ""
    revocation_endpoint: str = ""
    devices_endpoint: str = ""
    client_id: str = ""
    phone: str = ""
    paired: bool = True
    """False after unpairing: whose file it is stays."""

    @property
    def loopback(self) -> bool:
        """Whether the server is on this computer, where entries of a pinned clock may go."""
        return (urlsplit(self.base).hostname or "") in ("127.0.0.1", "::1")

    @property
    def account(self) -> str:
        """Server and patient, as one text."""
        return f"{self.base}/Patient/{self.patient}"


def read_bound(store: Store) -> Binding | None:
    """The pairing of this file, also one that was ended; None where there never was one."""
    text = store.meta(meta.BINDING)
    if text is None:
        return None
    data = json.loads(text)
    said = {key: plain_text(value, limit=_LONGEST) for key, value in data.items() if isinstance(value, str)}
    return Binding(**{**said, "paired_at": datetime.fromisoformat(data["paired_at"]), "paired": data["paired"]})


def read_binding(store: Store) -> Binding | None:
    """The present pairing; None where there is none."""
    bound = read_bound(store)
    return bound if bound is not None and bound.paired else None


def bind(store: Store, binding: Binding) -> None:
    """Note whom the file is paired with. Raises `RefusedError` where it belongs to somebody else."""
    with store.transaction():
        bound = read_bound(store)
        if bound is not None and (bound.base, bound.patient) != (binding.base, binding.patient):
            raise RefusedError(
                f"This profile belongs to another patient, or to another clinic ({bound.clinic}), and stays theirs. "
                "Pair under a name of its own: hep-tui --profile NAME pair …"
            )
        _write(store, binding)
        store.set_meta(meta.PATIENT, binding.patient)


def unbind(store: Store) -> None:
    """End the pairing. Whose file it is, and what is known of the server, stays."""
    bound = read_bound(store)
    if bound is not None:
        _write(store, replace(bound, paired=False))


def _write(store: Store, binding: Binding) -> None:
    store.set_meta(meta.BINDING, json.dumps({**asdict(binding), "paired_at": binding.paired_at.isoformat()}))
