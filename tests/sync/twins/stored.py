"""A patient's copy in a real file: the replica of the app, as a history tells it what happens."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

from hep_care.entry import Entry, fold
from hep_sync import exact_json
from hep_sync.fhir.observation import record_to_observation
from hep_tui.clock import Clock
from hep_tui.diary.binding import Binding
from hep_tui.diary.diary import Diary
from hep_tui.diary.standing import LAST_CHECK
from hep_tui.diary.syncing import DiaryReplica
from hep_tui.locations import Places
from hep_tui.settings import Settings
from hep_tui.store.store import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BINDING = Binding("http://127.0.0.1:1/fhir", "p1", "Twin clinic", "open", NOW)


class StoredReplica(DiaryReplica):
    """One device, in a folder of its own below `top`."""

    def __init__(self, device: str, top: Path, source: Path | None = None) -> None:
        folder = top / str(uuid4())
        places = Places("me", *(folder / kind for kind in ("data", "config", "cache", "state")))
        places.make()
        if source is not None:
            shutil.copyfile(source, places.database)
        store = Store.open(places, now=NOW)
        super().__init__(Diary(store, Clock("UTC", NOW), Settings(), places), BINDING)
        self.device = device
        self.top = top

    def copy(self) -> Self:
        return type(self)(self.device, self.top, self._store.places.database)

    def close(self) -> None:
        self._store.close()

    @property
    def known(self) -> Iterable[Entry]:
        return list(self._store.entries())

    @property
    def complaints(self) -> object:
        return (*self.parked(), *self._store.quarantined())

    @property
    def checked(self) -> bool:
        return not self.check_is_due()

    @checked.setter
    def checked(self, said: bool) -> None:
        self._store.set_meta(LAST_CHECK, NOW.isoformat() if said else None)

    def add(self, entry: Entry) -> None:
        self._store.receive([entry], NOW)

    def shape(self) -> str:
        return exact_json.dumps([record_to_observation(record, patient="p1") for record in fold(self.known)])
