"""The patient's file as one end of a sync: a `Replica` over the diary, for the thread that opened it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hep_care.entry import Clock, Record, fold
from hep_care.plain_text import plain_text
from hep_sync import exact_json
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import resource_id
from hep_sync.fhir.observation import observation_patient, observation_to_entries, uid_of
from hep_sync.fhir.observation_write import record_to_observation
from hep_sync.fhir.plan_seen import write_plan_seen
from hep_sync.overlay import overlay
from hep_sync.plan import OVERLAP_S, held_by, version_of
from hep_sync.replica import Accepted, Bound, Cursor, Outgoing, Published
from hep_tui.diary.binding import Binding
from hep_tui.diary.for_clinic import SENT, ForClinic
from hep_tui.diary.plan_news import seen_changes
from hep_tui.diary.standing import EPOCH, LAST_CHECK, LAST_SYNC, unsent
from hep_tui.store import wire
from hep_tui.store.quarantine import Quarantined

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

Json = dict[str, Any]

PLAN_TYPES = ("CarePlan", "ServiceRequest")
_CHECK_EVERY = timedelta(days=7)


class DiaryReplica:
    """What the clinic's server is told of this diary, and what is taken in from it."""

    def __init__(self, diary: Diary, binding: Binding) -> None:
        self._diary = diary
        self._binding = binding
        self._store = diary.store
        self._db = diary.store.connection

    @property
    def patient(self) -> str:
        """Id of the patient on the server."""
        return self._binding.patient

    # --- what is to be sent

    def outgoing(self, most: int, without: frozenset[str]) -> Sequence[Outgoing]:
        """Records to send, oldest first, and none of `without`."""
        wanted = [uid for uid in dict.fromkeys(root for _, root in wire.unsent(self._db)) if uid not in without]
        parked, audience = wire.parked(self._db), self._audience
        found: list[Outgoing] = []
        for at in range(0, len(wanted), most):
            for record in self._records(wanted[at : at + most]):
                first = record.log[0]
                pinned = first.clock is Clock.PINNED
                if not audience.takes(first.kind, first.prescription, first.date, pinned=pinned):
                    continue
                if parked.get(record.id, (0, ""))[0] == len(record.log):
                    continue
                if (one := self._outgoing(record)) is not None:
                    found.append(one)
            if len(found) >= most:
                break
        found += [one for one in self._seen_changes() if one.uid not in without and one.uid not in parked]
        return found[:most]

    def _seen_changes(self) -> list[Outgoing]:
        """That the patient has seen a change of the plan, where the clinic does not know yet."""
        waiting = [one for one in seen_changes(self._diary) if not one.delivered]
        found = []
        for one in waiting:
            if one.pinned and not self._binding.loopback:
                continue
            body, tried = wire.under_way(self._db, one.seen.id) or ("", None)
            content = write_plan_seen(one.seen, patient=self.patient)
            found.append(Outgoing(one.seen.id, content, frozenset({one.seen.id}), frozen=body, tried_at=tried))
        return found

    def outgoing_of(self, uid: str) -> Outgoing | None:
        """The record as it is to be sent now; None where the server holds all of it."""
        records = self._records([uid])
        return self._outgoing(records[0]) if records else None

    def _records(self, uids: Sequence[str]) -> list[Record]:
        wanted = set(uids)
        found = fold(self._store.whole_records(list(uids)))
        return [record for record in found if record.id in wanted and record.log[0].kind in SENT]

    def _outgoing(self, record: Record) -> Outgoing | None:
        holds = frozenset(entry.id for entry in record.log)
        content = record_to_observation(record, patient=self.patient)
        where = wire.place(self._db, record.id)
        if where is None:
            body, tried = wire.under_way(self._db, record.id) or ("", None)
            return Outgoing(record.id, content, holds, frozen=body, tried_at=tried)
        if holds <= wire.held(self._db, record.id):
            return None
        base = exact_json.loads(where.raw) if where.raw else {"id": where.server_id}
        return Outgoing(record.id, overlay(content, base), holds, where.server_id, where.version)

    @property
    def _audience(self) -> ForClinic:
        return ForClinic(self._diary.courses(), self.patient, loopback=self._binding.loopback)

    def unsent(self) -> int:
        """How many entries the clinic does not hold yet, of those that are for it."""
        return unsent(self._diary)

    # --- what became of it

    def freeze(self, bodies: Mapping[str, str]) -> None:
        """Keep the bodies of first attempts, before they are sent."""
        if bodies:
            with self._store.transaction():
                wire.freeze(self._db, bodies, self._diary.clock.now())

    def accepted(self, what: Iterable[Accepted]) -> None:
        """Keep what the server now holds."""
        with self._store.transaction():
            for one in what:
                self._place(one.uid, one.resource, one.id, one.version, one.holds)

    def _place(self, uid: str, resource: Json, id: str, version: str, holds: frozenset[str]) -> None:
        type = str(resource["resourceType"])
        records = self._records([uid])
        raw = ""
        if records:
            content = record_to_observation(records[0], patient=self.patient)
            # Ten years of records a second time, only to keep what a server adds to almost none of them, is not worth it.
            if overlay(content, resource) != overlay(content, {"id": id}):
                raw = exact_json.dumps(resource)
        wire.put(self._db, wire.Place(uid, type, id, version, raw), holds)
        wire.see(self._db, [(type, id, version)])

    def park(self, uid: str, why: str) -> None:
        """Set a record aside that the server will not take."""
        records = self._records([uid])
        with self._store.transaction():
            wire.park(self._db, uid, len(records[0].log) if records else 0, why, self._diary.clock.now())

    def parked(self) -> dict[str, str]:
        """Records the server would not take, and why."""
        return {uid: why for uid, (_, why) in wire.parked(self._db).items()}

    def unbind(self, uids: Iterable[str]) -> None:
        """The server has lost these: they are unsent again, under new bodies."""
        with self._store.transaction():
            wire.unbind(self._db, uids)

    # --- what comes

    def cursor(self, type: str) -> Cursor | None:
        """How far a type was pulled; None before the first time."""
        mark = wire.mark(self._db, type)
        return Cursor(*mark, OVERLAP_S) if mark else None

    def take(self, type: str, rows: Sequence[Json], mark: Cursor | None) -> int:
        """Keep rows and how far the type was pulled; how many versions were new here."""
        new = 0
        with self._store.transaction():
            for row in rows:
                new += self._take(type, row)
            if mark is not None:
                wire.set_mark(self._db, type, mark.upto, mark.newest)
        return new

    def _take(self, type: str, row: Json) -> bool:
        try:
            id, version = resource_id(row), version_of(row) or "1"
            if row.get("resourceType") != type:
                raise NotUnderstood("it is not what was asked for")
            fresh = wire.seen(self._db, type, id) != version
            if type == "Observation":
                self._take_record(row, id, version)
            elif fresh and type in PLAN_TYPES:
                self._check_patient(row)
                wire.stage(self._db, type, id, version, exact_json.dumps(row), self._diary.clock.now())
            wire.see(self._db, [(type, id, version)])
            return fresh
        except NotUnderstood as error:
            ref = plain_text(f"{type}/{row.get('id', '?')}", limit=120)
            now = self._diary.clock.now()
            self._store.quarantine(Quarantined("sync", ref, str(error), _text(row), now))
            return False

    def _check_patient(self, row: Json) -> None:
        if observation_patient(row) != self.patient:
            raise NotUnderstood("it is about another patient")

    def _take_record(self, row: Json, id: str, version: str) -> None:
        self._check_patient(row)
        arrived = observation_to_entries(row, zone=self._diary.rules.zone)
        if not arrived:
            return
        uid = uid_of(row)
        self._store.receive(arrived, self._diary.clock.now())
        self._place(uid, row, id, version, held_by(row))

    # --- the plan

    def publish(self, *, allow_large: bool) -> Published:
        """Bring the pulled plan into force, whole; a change that would remove much waits for `allow_large`."""
        from hep_tui.diary.plan_arrival import arrive

        return arrive(self._diary, self._binding, allow_large=allow_large)

    # --- the whole

    def bound(self) -> Iterable[Bound]:
        """Every record of the patient with its place on the server."""
        return [Bound(one.uid, one.type, one.server_id, one.version) for one in wire.places(self._db)]

    def epoch(self) -> str:
        """The epoch of the server as last seen."""
        return self._store.meta(EPOCH) or ""

    def complete(self, *, epoch: str, checked: bool) -> None:
        """Note that everything was exchanged; `checked` that every row was compared."""
        now = self._diary.clock.now().isoformat()
        with self._store.transaction():
            self._store.set_meta(EPOCH, epoch or None)
            self._store.set_meta(LAST_SYNC, now)
            if checked:
                self._store.set_meta(LAST_CHECK, now)
        self._diary.forget()

    def check_is_due(self) -> bool:
        """Whether every row has never been compared, or not for a week."""
        said = self._store.meta(LAST_CHECK)
        if said is None:
            return True
        since = self._diary.clock.now() - datetime.fromisoformat(said)
        return not timedelta(0) <= since < _CHECK_EVERY


def _text(row: Json) -> str:
    try:
        return exact_json.dumps(row)
    except NotUnderstood:
        return ""
