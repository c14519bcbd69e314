"""A FHIR server in memory: conditional creates, versions, If-Match, pages; and a way for answers to get lost."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hep_sync import exact_json
from hep_sync.answers import Answer, Page
from hep_sync.errors import Changed, ClinicError, NotThere, Unreachable
from hep_sync.fhir.moment import read_moment

Json = dict[str, Any]


class Killed(Exception):
    """The process that asked has ended at this point."""


@dataclass
class Server:
    """What a server holds. `whole_seconds` stamps coarsely, as some do; `tells_epoch` is what ours does."""

    tells_epoch: bool = True
    whole_seconds: bool = False
    epoch: str = field(default_factory=lambda: str(uuid4()))
    now: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    sequence: int = 0
    rows: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    def tick(self, seconds: float = 0.01) -> str:
        """The stamp of the next write."""
        self.now += timedelta(seconds=seconds)
        self.sequence += 1
        spec = "seconds" if self.whole_seconds else "microseconds"
        return self.now.replace(microsecond=0 if self.whole_seconds else self.now.microsecond).isoformat(timespec=spec)

    def put(self, resource: Json, id: str | None = None) -> Json:
        """Store a new version."""
        key = (resource["resourceType"], id or str(uuid4()))
        versions = self.rows.setdefault(key, [])
        meta = {**resource.get("meta", {}), "versionId": str(len(versions) + 1), "lastUpdated": self.tick()}
        stored: Json = exact_json.loads(exact_json.dumps({**resource, "id": key[1], "meta": meta}))
        versions.append(stored)
        return stored

    def now_of(self, type: str) -> list[Json]:
        """Every resource of a type as it stands, oldest change first."""
        found = [versions[-1] for (kind, _), versions in self.rows.items() if kind == type]
        return sorted(found, key=lambda one: (read_moment(one["meta"]["lastUpdated"]), one["id"]))

    def by_identifier(self, type: str, query: str) -> list[Json]:
        """Those that carry an identifier `system|value`."""
        system, _, value = query.partition("|")
        wanted = {"system": system, "value": value}
        return [one for one in self.now_of(type) if wanted in one.get("identifier", [])]

    def copy(self) -> Server:
        """A backup."""
        return copy.deepcopy(self)

    def restore(self, backup: Server) -> None:
        """Put a backup back: time goes on, and the epoch is a new one."""
        kept = backup.copy()
        self.rows, self.sequence, self.epoch = kept.rows, kept.sequence, str(uuid4())


Fault = Callable[[str], str]
"""By request, what goes wrong: "" nothing, "lost-request", "lost-answer", "twice", "killed-before", "killed-after",
"busy-some" (some entries of a batch are put off), "silent" (no statuses)."""


@dataclass
class Line:
    """One device's line to the server; a `Clinic`."""

    server: Server
    fault: Fault = lambda request: ""
    page: int = 100
    requests: int = 0

    def _begin(self, request: str) -> str:
        self.requests += 1
        fault = self.fault(request)
        if fault == "lost-request":
            raise Unreachable("lost on the way there")
        if fault == "killed-before":
            raise Killed
        return fault

    def _end(self, fault: str) -> None:
        if fault == "lost-answer":
            raise Unreachable("lost on the way back")
        if fault == "killed-after":
            raise Killed

    async def read(self, type: str, id: str) -> Json:
        fault = self._begin("read")
        if (type, id) not in self.server.rows:
            raise NotThere("not here")
        self._end(fault)
        return self.server.rows[type, id][-1]

    async def search(self, type: str, parameters: Sequence[tuple[str, str]]) -> AsyncIterator[Page]:
        asked = dict(parameters)
        rows = self.server.now_of(type)
        if "identifier" in asked:
            rows = self.server.by_identifier(type, asked["identifier"])
        if since := asked.get("_lastUpdated", ""):
            begin = read_moment(since.removeprefix("ge"))
            rows = [one for one in rows if read_moment(one["meta"]["lastUpdated"]) >= begin]
        pages = [rows[at : at + self.page] for at in range(0, len(rows), self.page)] or [[]]
        for place, page in enumerate(pages):
            fault = self._begin("search")
            self._end(fault)
            epoch = self.server.epoch if self.server.tells_epoch else ""
            more = "next" if place + 1 < len(pages) else ""
            yield Page(tuple(page), more, "", epoch, self.server.sequence if epoch else None)

    async def batch(self, entries: Sequence[Json]) -> tuple[Answer, ...] | None:
        fault = self._begin("batch")
        answers = self._do_all(entries, fault)
        if fault == "twice":
            self._do_all(entries, "")
        self._end(fault)
        return None if fault == "silent" else answers

    def _do_all(self, entries: Sequence[Json], fault: str) -> tuple[Answer, ...]:
        made = []
        for place, entry in enumerate(entries):
            put_off = fault == "busy-some" and place % 2
            made.append(Answer(429, error=Unreachable("later")) if put_off else self._do(entry))
        return tuple(made)

    def _do(self, entry: Json) -> Answer:
        request, resource = entry["request"], entry["resource"]
        if request["method"] == "POST":
            found = self.server.by_identifier(request["url"], request["ifNoneExist"].removeprefix("identifier="))
            if len(found) > 1:
                return Answer(412, error=Changed("several"))
            return _answer(200, found[0]) if found else _answer(201, self.server.put(resource))
        id = request["url"].partition("/")[2]
        return self._replace(resource, id, request.get("ifMatch", "").strip('W/"'))

    def _replace(self, resource: Json, id: str, version: str) -> Answer:
        versions = self.server.rows.get((resource["resourceType"], id))
        if versions is None:
            error: ClinicError = NotThere("not here")
            return Answer(404, error=error)
        if version and versions[-1]["meta"]["versionId"] != version:
            return Answer(412, error=Changed("changed meanwhile"))
        return _answer(200, self.server.put(resource, id))

    async def create(self, resource: Json, *, if_none_exist: str = "") -> Answer:
        fault = self._begin("create")
        request = {"method": "POST", "url": resource["resourceType"], "ifNoneExist": if_none_exist}
        answer = self._do({"request": request, "resource": resource})
        self._end(fault)
        return answer

    async def update(self, resource: Json, *, version: str) -> Answer:
        fault = self._begin("update")
        answer = self._replace(resource, resource["id"], version)
        self._end(fault)
        if answer.error is not None:
            raise answer.error
        return answer


def _answer(status: int, resource: Json) -> Answer:
    return Answer(status, resource, resource["meta"]["versionId"], resource["id"])
