"""Entries as rows: the canonical payload as it was hashed, what is searched for, and a seal over all of it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from enum import StrEnum
from typing import Any

from hep_care.entry import Entry
from hep_sync.errors import NotUnderstood
from hep_sync.payload import canonical, from_payload, to_payload

COLUMNS = (
    "id", "kind", "refers_to", "prescription", "date", "slot", "device", "device_seq", "logged_at", "payload",
    "private_note", "sha256", "origin", "seal",
)  # fmt: skip
NAMES = ", ".join(COLUMNS)
PLACES = ", ".join("?" * len(COLUMNS))
_PAYLOAD, _NOTE, _SHA, _SEAL = (COLUMNS.index(name) for name in ("payload", "private_note", "sha256", "seal"))

Row = tuple[Any, ...]
"""Values in the order of `COLUMNS`."""


class Origin(StrEnum):
    """Where a row was made."""

    HERE = "here"
    IMPORT = "import"


class BadRow(ValueError):
    """A row that is not what was written; the text says in what way."""


# ASCII keeps the text apart from the row's own characters; lists keep the values apart from one another.
_line = json.JSONEncoder(separators=(",", ":")).encode


def seal(values: Row) -> str:
    """sha256 over the values of a row, in order."""
    return hashlib.sha256(_line(list(values)).encode()).hexdigest()


def to_row(entry: Entry, origin: Origin) -> Row:
    """The row of an entry, sealed."""
    payload = canonical(to_payload(entry))
    values = (
        entry.id,
        entry.kind.value,
        entry.refers_to,
        entry.prescription,
        entry.date.isoformat(),
        entry.slot,
        entry.device,
        entry.device_seq,
        entry.logged_at.astimezone(UTC).isoformat(),
        payload.decode(),
        entry.private_note,
        hashlib.sha256(payload).hexdigest(),
        origin.value,
    )
    return (*values, seal(values))


def verified(row: Row) -> Row:
    """The same row; raises `BadRow` where it is not what was written."""
    try:
        # Text that a flipped bit made other than Unicode arrives as bytes, or with a surrogate.
        if seal(row[:_SEAL]) != row[_SEAL]:
            raise BadRow("the row is not what was written")
        if hashlib.sha256(row[_PAYLOAD].encode()).hexdigest() != row[_SHA]:
            raise BadRow("the payload does not match its digest")
    except (TypeError, AttributeError, UnicodeError) as error:
        raise BadRow("the row is not what was written") from error
    return row


def to_entry(row: Row) -> Entry:
    """The entry of a row; raises `BadRow` where it is not what was written or cannot be understood."""
    verified(row)
    try:
        return from_payload(json.loads(row[_PAYLOAD]), private_note=row[_NOTE])
    except (NotUnderstood, json.JSONDecodeError, RecursionError) as error:
        raise BadRow(f"the payload is not understood: {error}") from error
