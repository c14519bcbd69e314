"""What a FHIR server answered, made sense of: errors with whether to retry, pages of a search, entries of a batch. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_sync import exact_json
from hep_sync.errors import (
    Busy,
    Changed,
    ClinicError,
    NotTheClinic,
    NotThere,
    NotUnderstood,
    Refused,
    SignedOut,
    TooLarge,
    Unreachable,
)
from hep_sync.fhir.element import Json, code, part, parts, words

LONGEST_WAIT_S = 3600.0
"""A server may ask to wait, but not for the rest of the day."""
MOST_ENTRIES = 10_000
_RATE_LIMIT_RESET = re.compile(r"\bt=(\d{1,9})\b")
_ETAG = re.compile(r'(?:W/)?"([A-Za-z0-9\-.]{1,64})"\Z')


@frozen
class Answer:
    """What became of one thing that was sent."""

    status: int
    resource: Json | None = None
    """The resource as it now stands on the server, where the answer has it."""
    version: str = ""
    """Its version id; empty where nothing tells."""
    id: str = ""
    error: ClinicError | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.error is None


@frozen
class Page:
    """One page of a search."""

    resources: tuple[Json, ...]
    next: str
    """Address of the next page as the server gave it; empty on the last one."""
    used: str
    """The search as the server understood it (`link` self); empty where it does not say."""
    epoch: str = ""
    """Of a server of ours: changes when it was restored."""
    sequence: int | None = None
    """Of a server of ours: the number of its newest change."""


EPOCH = "https://hep.example.org/fhir/StructureDefinition/server-epoch"
"""Extension of CapabilityStatement and of a searchset's `meta`: `epoch` (string) and `sequence` (integer64 as string)."""


def read_resource(body: bytes) -> Json:
    """The resource of an answer. Raises `NotTheClinic` where it is none."""
    try:
        value = exact_json.loads(body)
    except NotUnderstood as error:
        raise NotTheClinic(
            "What answered is not the clinic's FHIR server. Is there a login page in between?"
        ) from error
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise NotTheClinic("What answered is not the clinic's FHIR server.")
    return value


def read_page(body: bytes) -> Page:
    """A page of a search. Raises `NotTheClinic`."""
    bundle = read_resource(body)
    if bundle["resourceType"] != "Bundle" or not isinstance(bundle.get("entry", []), list):
        raise NotTheClinic("The clinic's server answered a search with something that is no list.")
    links = {code(link, "relation"): code(link, "url") for link in parts(bundle, "link")}
    found = [part(entry, "resource") for entry in parts(bundle, "entry") if _is_match(entry)]
    epoch, sequence = read_epoch(part(bundle, "meta"))
    return Page(tuple(one for one in found if one), links.get("next", ""), links.get("self", ""), epoch, sequence)


def _is_match(entry: Json) -> bool:
    return code(part(entry, "search"), "mode") in ("", "match")


def read_epoch(element: Json) -> tuple[str, int | None]:
    """The epoch and the sequence that a server of ours tells; empty and None from any other."""
    for item in parts(element, "extension"):
        if item.get("url") == EPOCH:
            inner = {code(one, "url"): code(one, "valueString") for one in parts(item, "extension")}
            number = inner.get("sequence", "")
            return inner.get("epoch", "")[:80], int(number) if re.fullmatch(r"\d{1,18}", number) else None
    return "", None


def read_batch(body: bytes, sent: int) -> tuple[Answer, ...] | None:
    """The answers to a batch, in order; None where the server did not answer each one, so that none is known."""
    bundle = read_resource(body)
    entries = parts(bundle, "entry")
    if bundle["resourceType"] != "Bundle" or len(entries) != sent:
        return None
    answers = [_answer(entry) for entry in entries]
    return None if any(answer is None for answer in answers) else tuple(answer for answer in answers if answer)


def _answer(entry: Json) -> Answer | None:
    response = part(entry, "response")
    status = code(response, "status")[:3]
    if not re.fullmatch(r"[1-5]\d\d", status):
        return None
    resource = part(entry, "resource")
    if resource.get("resourceType") == "OperationOutcome":
        resource = {}
    outcome = part(response, "outcome") or part(entry, "resource")
    id, version = located(code(response, "location"))
    return Answer(
        int(status),
        resource or None,
        code(part(resource, "meta"), "versionId") or version_of_etag(code(response, "etag")) or version,
        code(resource, "id") or id,
        error_of(int(status), {}, outcome),
    )


def located(location: str) -> tuple[str, str]:
    """Id and version in a `Location`; empty where it names none."""
    match = re.search(r"/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?/?\Z", location)
    return (match[1], match[2] or "") if match else ("", "")


def version_of_etag(etag: str) -> str:
    """The version in an ETag; empty where it is not one of FHIR's."""
    match = _ETAG.match(etag)
    return match[1] if match else ""


def error_of(
    status: int, headers: Mapping[str, str], outcome: object, *, now: datetime | None = None
) -> ClinicError | None:
    """What a status means; None for one that says it was done."""
    if 200 <= status < 300 or status == 304:
        return None
    said = outcome_words(outcome)
    if status == 401:
        return SignedOut("The clinic no longer accepts this device. Pair it again; nothing of yours is lost.")
    if status in (404, 410):
        return NotThere(said or "The clinic's server does not have it.", gone=status == 410)
    if status in (409, 412):
        return Changed(said or "It was changed at the clinic meanwhile.")
    if status == 413:
        return TooLarge(said or "It is more than the clinic's server takes at once.")
    if status in (408, 425, 429, 503):
        return Busy("The clinic's server asks to wait.", wait_seconds(headers, now or datetime.now(UTC)))
    if status >= 500:
        return Unreachable(f"The clinic's server has trouble (status {status}). Your work is kept and goes later.")
    if 300 <= status < 400:
        return NotTheClinic("The clinic's server sends us elsewhere, which is not followed.")
    return Refused(said or f"The clinic's server refused it (status {status}).", status)


def wait_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long a server asks to wait: `Retry-After` in seconds or as a date, else the `t` of `RateLimit`."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,12}", said):
        return min(float(said), LONGEST_WAIT_S)
    if said:
        try:
            moment = parsedate_to_datetime(said)
        except (ValueError, TypeError, OverflowError):
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return min(max((moment - now).total_seconds(), 0.0), LONGEST_WAIT_S)
    match = _RATE_LIMIT_RESET.search(headers.get("ratelimit", ""))
    return min(float(match[1]), LONGEST_WAIT_S) if match else None


def outcome_words(outcome: Any) -> str:
    """What an OperationOutcome says, in one plain line; empty where it says nothing."""
    said = []
    for issue in parts(outcome, "issue"):
        text = words(part(issue, "details"), "text", limit=200) or words(issue, "diagnostics", limit=200)
        if text and text not in said:
            said.append(text)
    return plain_text("; ".join(said[:3]), limit=400)
