"""A patient's copy in memory: the `Replica` that the store is measured against."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hep_care.entry import Entry, fold
from hep_sync import exact_json
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.observation import observation_to_entries, record_to_observation, uid_of
from hep_sync.overlay import overlay
from hep_sync.plan import held_by, version_of
from hep_sync.replica import Accepted, Bound, Cursor, Outgoing, Published

Json = dict[str, Any]


@dataclass
class _Base:
    id: str
    version: str
    resource: Json
    holds: frozenset[str]


@dataclass
class MemoryReplica:
    """One device."""

    device: str
    patient: str = "p1"
    entries: dict[str, Entry] = field(default_factory=dict)
    bases: dict[str, _Base] = field(default_factory=dict)
    frozen: dict[str, str] = field(default_factory=dict)
    parked: dict[str, str] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    staged: list[Json] = field(default_factory=list)
    plan: dict[str, Json] = field(default_factory=dict)
    quarantined: list[tuple[str, str]] = field(default_factory=list)
    server_epoch: str = ""
    checked: bool = False

    @property
    def known(self) -> Iterable[Entry]:
        return self.entries.values()

    @property
    def complaints(self) -> object:
        return (*self.parked, *self.quarantined)

    def add(self, entry: Entry) -> None:
        self.entries[entry.id] = entry

    def copy(self) -> MemoryReplica:
        """The folder, copied."""
        return copy.deepcopy(self)

    def outgoing(self, most: int, without: frozenset[str]) -> Sequence[Outgoing]:
        made = []
        for record in fold(self.entries.values()):
            if record.id not in without and record.id not in self.parked:
                one = self.outgoing_of(record.id)
                if one is not None:
                    made.append(one)
        return made[:most]

    def outgoing_of(self, uid: str) -> Outgoing | None:
        record = next((one for one in fold(self.entries.values()) if one.id == uid), None)
        if record is None:
            return None
        base, holds = self.bases.get(uid), frozenset(entry.id for entry in record.log)
        if base is not None and holds <= base.holds:
            return None
        content = record_to_observation(record, patient=self.patient)
        if base is None:
            return Outgoing(uid, content, holds, frozen=self.frozen.get(uid, ""))
        return Outgoing(uid, overlay(content, base.resource), holds, base.id, base.version)

    def freeze(self, bodies: Mapping[str, str]) -> None:
        self.frozen |= bodies

    def accepted(self, what: Iterable[Accepted]) -> None:
        for one in what:
            self._base(one.uid, one.resource, one.id, one.version, one.holds)
            self.seen.add((str(one.resource["resourceType"]), one.id, one.version))

    def _base(self, uid: str, resource: Json, id: str, version: str, holds: frozenset[str]) -> None:
        self.bases[uid] = _Base(id, version, resource, holds)
        self.frozen.pop(uid, None)

    def park(self, uid: str, why: str) -> None:
        self.parked[uid] = why

    def unbind(self, uids: Iterable[str]) -> None:
        for uid in uids:
            self.bases.pop(uid, None)
            self.frozen.pop(uid, None)

    def cursor(self, type: str) -> Cursor | None:
        return self.cursors.get(type)

    def take(self, type: str, rows: Sequence[Json], mark: Cursor | None) -> int:
        new = 0
        for row in rows:
            key = (type, str(row["id"]), version_of(row))
            new += key not in self.seen
            if type == "Observation":
                self._take_record(row)
            elif key not in self.seen:
                self.staged.append(row)
            self.seen.add(key)
        if mark is not None:
            self.cursors[type] = mark
        return new

    def _take_record(self, row: Json) -> None:
        try:
            uid = uid_of(row)
            arrived = observation_to_entries(row)
        except NotUnderstood as error:
            self.quarantined.append((str(row["id"]), str(error)))
            return
        self.entries |= {entry.id: entry for entry in arrived if entry.id not in self.entries}
        if arrived:
            self._base(uid, row, str(row["id"]), version_of(row), held_by(row))

    def publish(self, *, allow_large: bool) -> Published:
        changed = bool(self.staged)
        self.plan |= {f"{one['resourceType']}/{one['id']}": one for one in self.staged}
        self.staged.clear()
        return Published(changed)

    def bound(self) -> Iterable[Bound]:
        return [Bound(uid, "Observation", base.id, base.version) for uid, base in self.bases.items()]

    def epoch(self) -> str:
        return self.server_epoch

    def complete(self, *, epoch: str, checked: bool) -> None:
        self.server_epoch, self.checked = epoch, self.checked or checked

    def check_is_due(self) -> bool:
        return not self.checked

    def shape(self) -> str:
        """Everything logged, as one text, to be compared."""
        return exact_json.dumps([record_to_observation(record, patient="p1") for record in fold(self.entries.values())])
