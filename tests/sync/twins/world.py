"""A patient's devices and their clinic, through everything that goes wrong between them; the truth is a plain set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Protocol, Self
from uuid import UUID

from hep_care.entry import Entry, EntryKind, Outcome, PerformedSet, fold
from hep_sync.engine import Options, sync
from hep_sync.errors import ClinicError
from hep_sync.fhir.observation import observation_to_entries
from hep_sync.plan import held_by
from hep_sync.replica import Outcome as Synced
from hep_sync.replica import Replica
from sync.twins.clinic import Killed, Line, Server
from sync.twins.prescribed import PLAN, prescription
from sync.twins.replica import MemoryReplica

FAULTS = ("lost-request", "lost-answer", "twice", "killed-before", "killed-after", "busy-some", "silent")
FOREIGN = {"url": "https://elsewhere.example/looked-at", "valueBoolean": True}


async def _no_sleep(seconds: float) -> None:
    return None


class Device(Replica, Protocol):
    """A patient's copy that a history can be told of."""

    device: str
    checked: bool

    @property
    def known(self) -> Iterable[Entry]: ...

    @property
    def complaints(self) -> object:
        """What it would not take or send; empty where all is well."""

    def add(self, entry: Entry) -> None: ...

    def copy(self) -> Self:
        """The folder, copied."""

    def shape(self) -> str:
        """Everything logged, as one text, to be compared."""


@dataclass
class World:
    """What happens is told by calls; `settle` then lets everything become quiet and `check` looks at the outcome."""

    random: Random
    server: Server = field(default_factory=Server)
    make: Callable[[str], Device] = MemoryReplica
    devices: list[Device] = field(default_factory=list)
    device_backups: list[Device] = field(default_factory=list)
    server_backups: list[Server] = field(default_factory=list)
    ever: set[str] = field(default_factory=set)
    may_be_lost: set[str] = field(default_factory=set)
    """Entries whose last copy went with a disk."""
    seq: int = 0
    skew: dict[str, timedelta] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.put(PLAN, PLAN["id"])
        self.clinic_prescribes()

    def add_device(self) -> None:
        """Another computer of the patient's, its clock wrong by up to ten years."""
        device = f"device-{len(self.skew)}"
        self.skew[device] = timedelta(days=self.random.choice((0, 0, 1, -1, 3650, -3650)))
        self.devices.append(self.make(device))

    def log(self, at: int) -> None:
        """The patient does a set."""
        self._add(at, EntryKind.COMPLETION, None)

    def amend(self, at: int) -> None:
        """The patient corrects something that this device knows."""
        self._correct(at, EntryKind.AMENDMENT)

    def retract(self, at: int) -> None:
        """The patient withdraws something."""
        self._correct(at, EntryKind.RETRACTION)

    def _correct(self, at: int, kind: EntryKind) -> None:
        known = [one for one in fold(self._device(at).known) if not one.retracted]
        if known:
            self._add(at, kind, self.random.choice(known).id)

    def _device(self, at: int) -> Device:
        return self.devices[at % len(self.devices)]

    def _add(self, at: int, kind: EntryKind, refers_to: str | None) -> None:
        device = self._device(at)
        self.seq += 1
        moment = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=self.seq) + self.skew[device.device]
        id = str(UUID(int=self.random.getrandbits(128), version=4))
        done = PerformedSet(f"set-{self.seq}", 1, reps=self.random.randint(1, 12), planned=10)
        retracts = kind is EntryKind.RETRACTION
        entry = Entry(
            id=id, kind=kind, date=date(2026, 3, 2), zone="UTC", at=moment, logged_at=moment, device=device.device,
            device_seq=self.seq, refers_to=refers_to, prescription="sr-1", prescription_version="1", exercise="slr",
            slot=None if retracts else 1, status=None if retracts else Outcome.COMPLETE, sets=() if retracts else (done,),
            why="" if kind is EntryKind.COMPLETION else "it was otherwise",
        )  # fmt: skip
        device.add(entry)
        self.ever.add(id)

    # --- what goes wrong

    def sync(self, at: int, faults: Sequence[str] = ()) -> Synced | None:
        """One round, in which one fault after the other happens, a request each."""
        left = list(faults)
        line = Line(self.server, lambda request: left.pop(0) if left else "", page=self.random.choice((1, 2, 100)))
        options = Options(most_in_batch=self.random.choice((1, 3, 50)))
        try:
            return asyncio.run(sync(self._device(at), line, options, sleep=_no_sleep, chance=self.random.random))
        except (ClinicError, Killed):
            return None

    def clinic_looks(self) -> None:
        """The clinic writes something of its own to a record."""
        rows = self.server.now_of("Observation")
        if rows:
            row = self.random.choice(rows)
            if FOREIGN not in row["extension"]:
                self.server.put({**row, "extension": [*row["extension"], FOREIGN]}, row["id"])

    def clinic_prescribes(self) -> None:
        """A new version of the plan."""
        self.server.put(prescription(self.seq), "sr-1")

    def hours_pass(self) -> None:
        """The overlap of the pulls goes by."""
        self.server.tick(7200)

    def back_up_device(self, at: int) -> None:
        """The folder is copied."""
        self.device_backups.append(self._device(at).copy())

    def restore_device(self, at: int) -> None:
        """An old copy takes the place of the folder; the program notices and goes on under a new device id."""
        if not self.device_backups:
            return
        place = at % len(self.devices)
        gone = self.devices[place]
        self.devices[place] = self._as_new_device(self.random.choice(self.device_backups).copy())
        self._forgive({entry.id for entry in gone.known})

    def clone_device(self, at: int) -> None:
        """The folder is copied to another computer, and both go on."""
        if len(self.devices) < 3:
            self.devices.append(self._as_new_device(self._device(at).copy()))

    def _as_new_device(self, device: Device) -> Device:
        device.device = f"device-{len(self.skew)}"
        self.skew[device.device] = timedelta(0)
        return device

    def back_up_server(self) -> None:
        """A nightly backup."""
        self.server_backups.append(self.server.copy())

    def restore_server(self) -> None:
        """An old backup takes the place of what the clinic had."""
        if self.server_backups:
            had = self.on_server()
            self.server.restore(self.random.choice(self.server_backups))
            self._forgive(had)

    def _forgive(self, gone: set[str]) -> None:
        left = self.on_server().union(*((entry.id for entry in device.known) for device in self.devices))
        self.may_be_lost |= gone - left

    def on_server(self) -> set[str]:
        """Ids of the entries the server holds."""
        return {id for row in self.server.now_of("Observation") for id in held_by(row)}

    # --- what must be so

    def settle(self) -> None:
        """A healthy network for a few rounds; with a server that tells no epoch the weekly comparison falls into them."""
        for number in range(4):
            for at, device in enumerate(self.devices):
                if number == 0 and not self.server.tells_epoch:
                    device.checked = False
                assert self.sync(at) is not None

    def check(self) -> None:
        """Equal copies, the exact union, nothing twice, and one more round moves nothing."""
        shapes = {device.shape() for device in self.devices}
        assert len(shapes) == 1
        held = {entry.id for entry in self.devices[0].known}
        assert self.ever - self.may_be_lost <= held <= self.ever
        rows = self.server.now_of("Observation")
        entries = [entry for row in rows for entry in observation_to_entries(row)]
        assert len(entries) == len({entry.id for entry in entries})
        assert {entry.id for entry in entries} == held
        assert len({row["identifier"][0]["value"] for row in rows}) == len(rows)
        for at, device in enumerate(self.devices):
            assert not device.complaints
            stamps = [row["meta"] for row in rows]
            again = self.sync(at)
            assert again is not None
            assert (again.pushed, again.pulled) == (0, 0)
            assert [row["meta"] for row in self.server.now_of("Observation")] == stamps
