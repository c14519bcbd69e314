"""Entries as plain JSON values, their canonical bytes, and the digest that proves them unchanged.

Only what differs from a default is written, so that a later field with a default leaves every older
digest as it was. Numbers that are not whole are written as text: a float would not come back exactly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any

from hep_care.dose import (
    Dose,
    Floor,
    Kind,
    Load,
    LoadKind,
    RepsCounted,
    RepsMode,
    Side,
    SideDose,
    SideStyle,
    Unit,
)
from hep_care.entry import Clock, Entry, EntryKind, Outcome, PerformedSet, Reason, Source, Symptom, When
from hep_sync.errors import NotUnderstood

Reader = Callable[[Any], Any]

_MOST_ITEMS = 1000
_GREATEST = 2**53 - 1
_MOST_DIGITS = 40


def to_payload(entry: Entry) -> dict[str, Any]:
    """An entry without its private note, as JSON values: no floats, times with their offset."""
    payload = _plain_fields(entry)
    payload.pop("private_note", None)
    return payload


def from_payload(payload: Mapping[str, Any], *, private_note: str = "") -> Entry:
    """The entry of a payload; keys of a later version are passed over.

    Raises `NotUnderstood` where a value is missing or of the wrong kind.
    """
    entry: Entry = _read(Entry, payload, private_note=private_note)
    return entry


def dose_to_plain(dose: Dose) -> dict[str, Any]:
    """A dose as JSON values, without what is at its default."""
    return _plain_fields(dose)


def dose_from_plain(data: Mapping[str, Any]) -> Dose:
    """The dose of such values; raises `NotUnderstood`."""
    dose: Dose = _read(Dose, data)
    return dose


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The one way to write a payload: UTF-8, sorted keys, no spaces, no floats.

    Raises `NotUnderstood` for a float, NaN or text that is not Unicode.
    """
    _no_floats(payload)
    try:
        return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (UnicodeEncodeError, TypeError, RecursionError) as error:
        raise NotUnderstood("an entry holds a value that cannot be written") from error


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def _no_floats(value: object) -> None:
    if isinstance(value, float):
        raise NotUnderstood("an entry holds a number that is not written exactly")
    # A dict is told from other mappings first, as that is much quicker to tell.
    if isinstance(value, dict) or (not isinstance(value, str | list | tuple) and isinstance(value, Mapping)):
        inside: Iterable[object] = value.values()
    elif isinstance(value, list | tuple):
        inside = value
    else:
        return
    for inner in inside:
        if not isinstance(inner, str | int):
            _no_floats(inner)


def moment_text(moment: datetime) -> str:
    """A moment with its offset, to the second, or finer where it is finer: "2026-03-04T07:41:05-06:00"."""
    micro = moment.microsecond
    spec = "seconds" if not micro else "microseconds" if micro % 1000 else "milliseconds"
    return moment.isoformat(timespec=spec)


def _plain(value: object) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return _plain_fields(value)


def _plain_fields(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, default in _defaults(value.__class__).items():
        inner = getattr(value, name)
        if inner != default:
            plain[name] = _plain(inner)
    return plain


@cache
def _defaults(kind: Any) -> dict[str, object]:
    return {field.name: field.default for field in fields(kind)}


@cache
def _required(kind: Any) -> tuple[str, ...]:
    return tuple(name for name, default in _defaults(kind).items() if default is MISSING)


def _read(kind: Any, data: object, **given: object) -> Any:
    if not isinstance(data, Mapping):
        raise NotUnderstood(f"{_name(kind)} is not an object")
    values: dict[str, object] = dict(given)
    readers = _READERS[kind]
    for name, inner in data.items():
        if (reader := readers.get(name)) is not None:
            try:
                values[name] = reader(inner)
            except NotUnderstood as error:
                raise NotUnderstood(f"{_name(kind)}, {name}: {error}") from error
    for name in _required(kind):
        if name not in values:
            raise NotUnderstood(f"{_name(kind)} has no {name}")
    return kind(**values)


def _name(kind: type) -> str:
    return {PerformedSet: "set", SideDose: "dose of one side"}.get(kind, kind.__name__.lower())


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotUnderstood("is not text")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _GREATEST:
        raise NotUnderstood("is not a whole number in range")
    return value


def _decimal(value: object) -> Decimal:
    text = _text(value)
    if len(text) > _MOST_DIGITS:
        raise NotUnderstood("is not a number of a sensible length")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise NotUnderstood("is not a number") from error
    if not number.is_finite():
        raise NotUnderstood("is not a finite number")
    return number


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError as error:
        raise NotUnderstood("is not a time") from error
    if moment.tzinfo is None:
        raise NotUnderstood("is a time without an offset")
    return moment


def _day(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise NotUnderstood("is not a date") from error


def _one_of(kind: type[StrEnum]) -> Reader:
    words: dict[str, StrEnum] = {member.value: member for member in kind}

    def read(value: object) -> StrEnum:
        word = words.get(_text(value))
        if word is None:
            raise NotUnderstood("is not a known word")
        return word

    return read


def _tuple_of(reader: Reader) -> Reader:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > _MOST_ITEMS:
            raise NotUnderstood("is not a list of a sensible length")
        return tuple(reader(inner) for inner in value)

    return read


def _object(kind: type) -> Reader:
    return lambda value: _read(kind, value)


def _or_none(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


_LOAD: dict[str, Reader] = {
    "kind": _one_of(LoadKind),
    "value": _or_none(_decimal),
    "colour": _text,
    "maker": _text,
    "text": _text,
}
_DOSE: dict[str, Reader] = {
    "kind": _one_of(Kind),
    "sets": _whole,
    "reps_per_set": _tuple_of(_whole),
    "reps_counted": _one_of(RepsCounted),
    "reps_mode": _one_of(RepsMode),
    "distance_m": _or_none(_decimal),
    "tempo": _tuple_of(_whole),
    "side": _one_of(Side),
    "style": _or_none(_one_of(SideStyle)),
    "start_side": _or_none(_one_of(Side)),
    "side_doses": _tuple_of(_object(SideDose)),
    "load": _or_none(_object(Load)),
    "floor": _or_none(_object(Floor)),
    "set_labels": _tuple_of(_text),
}
_ENTRY: dict[str, Reader] = {
    "kind": _one_of(EntryKind),
    "date": _day,
    "at": _moment,
    "logged_at": _moment,
    "device_seq": _whole,
    "refers_to": _or_none(_text),
    "prescription": _or_none(_text),
    "prescription_version": _or_none(_text),
    "exercise": _or_none(_text),
    "dose": _or_none(_object(Dose)),
    "slot": _or_none(_whole),
    "status": _or_none(_one_of(Outcome)),
    "ended": _or_none(_moment),
    "sets": _tuple_of(_object(PerformedSet)),
    "symptoms": _tuple_of(_object(Symptom)),
    "effort": _or_none(_whole),
    "reason": _or_none(_one_of(Reason)),
    "source": _one_of(Source),
    "clock": _one_of(Clock),
}
_SET: dict[str, Reader] = {
    "n": _whole,
    "side": _one_of(Side),
    "reps": _or_none(_whole),
    "seconds": _or_none(_whole),
    "metres": _or_none(_decimal),
    "load": _or_none(_object(Load)),
    "planned": _or_none(_whole),
    "source": _one_of(Source),
}


def _table(kind: type, special: Mapping[str, Reader], rest: Reader) -> dict[str, Reader]:
    return {name: special.get(name, rest) for name in _defaults(kind) if name != "private_note"}


_READERS: dict[type, dict[str, Reader]] = {
    Load: _LOAD,
    Floor: {"value": _whole, "unit": _one_of(Unit)},
    SideDose: _table(SideDose, {"side": _one_of(Side), "load": _or_none(_object(Load))}, _or_none(_whole)),
    Dose: _table(Dose, _DOSE, _or_none(_whole)),
    Symptom: {"value": _whole, "scale": _text, "when": _one_of(When), "area": _text},
    PerformedSet: _table(PerformedSet, _SET, _text),
    Entry: _table(Entry, _ENTRY, _text),
}
