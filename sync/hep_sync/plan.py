"""What a sync decides, purely: how much goes into one request, what an answer means for a record, where a pull begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum

from hep_care.frozen import frozen
from hep_sync import exact_json
from hep_sync.answers import Answer
from hep_sync.errors import Busy, Changed, NotThere, NotUnderstood, SignedOut, TooLarge
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, extensions, part, parts
from hep_sync.fhir.moment import read_moment
from hep_sync.replica import Accepted, Cursor, Outgoing

MOST_IN_BATCH = 50
MOST_BYTES = 500_000
"""Of one request: half of the smallest limit met on a real server."""
OVERLAP_S = 60
REQUIRED = ("CarePlan", "ServiceRequest", "Observation")
OPTIONAL = ("Communication", "DocumentReference", "Media", "Appointment", "QuestionnaireResponse", "Goal", "Task")
TYPES = (*REQUIRED, *OPTIONAL)
"""What is pulled, in this order: a plan before what refers to it."""
_OURS = f"{codes.LOINC}|{codes.EXERCISE_ACTIVITY},{codes.LOINC}|{codes.PAIN},{codes.HEP}|symptom,{codes.HEP}|day-rules"


class Verdict(Enum):
    """What an answer means for the record that was sent."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    """Later, as it is."""
    MERGE = "merge"
    """Somebody else wrote: read, take in, send anew."""
    LOST = "lost"
    """The server has not got it any more."""
    DOUBLED = "doubled"
    """Several resources carry its identifier."""
    PARKED = "parked"


@frozen
class Parcel:
    """One entry of a batch and the record it is of."""

    outgoing: Outgoing
    entry: Json
    size: int


def identifier_query(uid: str) -> str:
    """The search that finds a record by the identifier that its first device gave it."""
    return f"identifier={codes.URI}|urn:uuid:{uid}"


def parcel(outgoing: Outgoing) -> Parcel:
    """The entry to send: a create that does nothing where the record is there already, or an update of one version."""
    if outgoing.server_id:
        type = str(outgoing.resource["resourceType"])
        request: Json = {"method": "PUT", "url": f"{type}/{outgoing.server_id}"}
        if outgoing.version:
            request["ifMatch"] = f'W/"{outgoing.version}"'
        resource = {**outgoing.resource, "id": outgoing.server_id}
        entry: Json = {"resource": resource, "request": request}
        return Parcel(outgoing, entry, len(exact_json.dumps(entry).encode()))
    body: Json = exact_json.loads(outgoing.frozen) if outgoing.frozen else outgoing.resource
    request = {"method": "POST", "url": str(body["resourceType"]), "ifNoneExist": identifier_query(outgoing.uid)}
    entry = {"fullUrl": f"urn:uuid:{outgoing.uid}", "resource": body, "request": request}
    return Parcel(outgoing, entry, len(exact_json.dumps(entry).encode()))


def batches(parcels: Iterable[Parcel], *, most: int = MOST_IN_BATCH, size: int = MOST_BYTES) -> Iterator[list[Parcel]]:
    """Parcels together, as many as one request may hold; one that is larger by itself goes alone."""
    together: list[Parcel] = []
    weight = 0
    for one in parcels:
        if together and (len(together) >= most or weight + one.size > size):
            yield together
            together, weight = [], 0
        together.append(one)
        weight += one.size
    if together:
        yield together


def verdict(outgoing: Outgoing, answer: Answer) -> Verdict:
    """What an answer means. A status of its own stands inside a batch that as a whole was answered with 200."""
    error = answer.error
    if error is None:
        return Verdict.ACCEPTED
    if error.retry or isinstance(error, Busy | SignedOut | TooLarge):
        return Verdict.AGAIN
    if isinstance(error, Changed):
        return Verdict.MERGE if outgoing.server_id else Verdict.DOUBLED
    if isinstance(error, NotThere) and outgoing.server_id:
        return Verdict.LOST
    return Verdict.PARKED


def accepted(sent: Parcel, answer: Answer, stands: Json) -> Accepted:
    """What the server now holds: for a record that was there before, what is there, and not what was sent."""
    body = sent.entry["resource"]
    existed = not sent.outgoing.server_id and answer.status == 200
    holds = held_by(stands if existed or extensions(stands, codes.ENTRY_LOG) else body)
    id = code(stands, "id") or answer.id or sent.outgoing.server_id
    return Accepted(sent.outgoing.uid, id, version_of(stands) or answer.version, stands, holds)


def held_by(resource: Json) -> frozenset[str]:
    """The ids of the entries in a resource: those of its log, or the one that its identifier names."""
    logged = (
        code(inner, "valueString")
        for item in extensions(resource, codes.ENTRY_LOG)
        for inner in parts(item, "extension")
        if inner.get("url") == "id"
    )
    found = frozenset(id for id in logged if id)
    named = (code(item, "value") for item in parts(resource, "identifier") if item.get("system") == codes.URI)
    return found or frozenset(value.removeprefix("urn:uuid:") for value in named if value.startswith("urn:uuid:"))


def version_of(resource: Json) -> str:
    """The server's version of a resource; empty where it gives none."""
    return code(part(resource, "meta"), "versionId")


def updated_of(resource: Json) -> str:
    """The server's `lastUpdated` of a resource; empty where it gives none."""
    return code(part(resource, "meta"), "lastUpdated")


def oldest(resources: Sequence[Json]) -> Json:
    """The one of several that carry the same identifier that every device chooses."""
    return min(resources, key=lambda one: (_moment(updated_of(one)), code(one, "id")))


def pull_parameters(type: str, patient: str, cursor: Cursor | None, page: int) -> list[tuple[str, str]]:
    """The search for what changed. Never by status: an order that ends would stay on the list for ever."""
    made = [("patient", patient), ("_sort", "_lastUpdated"), ("_count", str(page))]
    if type == "Observation":
        # A patient's chart may hold thousands of laboratory results.
        made.insert(1, ("code", _OURS))
    if cursor is not None:
        made.append(("_lastUpdated", f"ge{_before(cursor)}"))
    return made


def _before(cursor: Cursor) -> str:
    """The whole second at which reading begins again; never `gt`, which loses what shares a second."""
    begin = _moment(cursor.upto) - timedelta(seconds=cursor.overlap_s)
    return begin.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except NotUnderstood:
        return datetime(1900, 1, 1, tzinfo=UTC)


class Progress:
    """How far a pull may be noted: only as far as rows came in order, until the last page is in."""

    def __init__(self, cursor: Cursor | None) -> None:
        self._mark = cursor
        self._last = ""
        self._in_order = True

    def page(self, rows: Sequence[Json], *, last: bool) -> Cursor | None:
        """The mark to keep with this page; None to leave it where it is."""
        for row in rows:
            stamp = updated_of(row)
            if not stamp:
                continue
            if self._last and _moment(stamp) < _moment(self._last):
                self._in_order = False
            self._last = stamp
            if self._mark is None or _moment(stamp) >= _moment(self._mark.upto):
                self._mark = Cursor(stamp, code(row, "id"), self._mark.overlap_s if self._mark else OVERLAP_S)
        return self._mark if self._in_order or last else None


def wait_before(attempt: int, asked: float | None, chance: float) -> float:
    """Seconds to wait before an attempt (from 1), with full jitter; what the server asks for goes before.

    `chance` is from 0 to 1.
    """
    if asked is not None:
        return asked
    return max(0.2, min(300.0, 2.0 ** (attempt - 1)) * chance)
