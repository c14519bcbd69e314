"""Whom this file is paired with: the clinic's server and the patient it knows this file's owner as."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.store import meta

if TYPE_CHECKING:
    from hep_tui.store.store import Store


@frozen
class Binding:
    """One (issuer, patient): a file belongs to one for good, and another patient gets another profile."""

    base: str
    """Address of the FHIR server."""
    issuer: str
    patient: str
    clinic: str
    """Its name, as it calls itself."""
    kind: str
    """How its access is renewed: `invitation`, `smart`, `bearer` or `open`."""
    paired_at: datetime
    token_endpoint: str = ""
    revocation_endpoint: str = ""
    client_id: str = ""

    @property
    def loopback(self) -> bool:
        """Whether the server is on this computer, where entries of a pinned clock may go."""
        return (urlsplit(self.base).hostname or "") in ("127.0.0.1", "::1")


def read_binding(store: Store) -> Binding | None:
    """The present pairing; None where there is none."""
    text = store.meta(meta.BINDING)
    if text is None:
        return None
    data = json.loads(text)
    names = ("base", "issuer", "patient", "clinic", "kind", "token_endpoint", "revocation_endpoint", "client_id")
    said = {name: plain_text(str(data.get(name, "")), limit=400) for name in names}
    return Binding(**said, paired_at=datetime.fromisoformat(data["paired_at"]))


def write_binding(store: Store, binding: Binding | None) -> None:
    """Note whom the file is paired with."""
    if binding is None:
        store.set_meta(meta.BINDING, None)
        return
    data = {
        "base": binding.base,
        "issuer": binding.issuer,
        "patient": binding.patient,
        "clinic": binding.clinic,
        "kind": binding.kind,
        "paired_at": binding.paired_at.isoformat(),
        "token_endpoint": binding.token_endpoint,
        "revocation_endpoint": binding.revocation_endpoint,
        "client_id": binding.client_id,
    }
    store.set_meta(meta.BINDING, json.dumps(data))
