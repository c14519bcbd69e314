"""The extension `entry-log` of an Observation: the entries of a record, word for word, with their digests.

An entry read from the log is the one that was saved, or nothing: a digest that does not fit sets the resource
aside. Text comes out safe to draw, whoever wrote it.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any, TypeVar

from hep_care.dose import Dose, Load, SideDose
from hep_care.entry import Entry, PerformedSet, Record, Symptom
from hep_care.plain_text import plain_text
from hep_sync import payload
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json, code, parts
from hep_sync.fhir.moment import write_moment

MOST_LOGGED = 500
_WITH_LINES = ("note", "reason_text", "why")
_ENTRY_FIELDS = tuple(field.name for field in fields(Entry))

Thing = TypeVar("Thing", Entry, PerformedSet, Symptom, Dose, SideDose, Load)


def write_log(record: Record) -> list[Json]:
    """One extension an entry, oldest first, without private notes."""
    return [_logged(entry) for entry in record.log]


def _logged(entry: Entry) -> Json:
    content = payload.to_payload(entry)
    inner: list[Json] = [
        {"url": "id", "valueString": entry.id},
        {"url": "kind", "valueCode": entry.kind.value},
        {"url": "device", "valueString": entry.device},
        {"url": "deviceSeq", "valueInteger": entry.device_seq},
        {"url": "recorded", "valueDateTime": write_moment(entry.logged_at)},
        {"url": "zone", "valueString": entry.zone},
        {"url": "source", "valueCode": entry.source.value},
        {"url": "why", "valueString": entry.why},
        {"url": "payload", "valueString": payload.canonical(content).decode()},
        {"url": "sha256", "valueString": payload.digest(content)},
    ]
    # FHIR knows no empty strings.
    return {"url": codes.ENTRY_LOG, "extension": [item for item in inner if item.get("valueString") != ""]}


def read_log(logged: list[Json], uid: str) -> tuple[Entry, ...]:
    """The entries of a log that belongs to the record `uid`; raises `NotUnderstood`."""
    if len(logged) > MOST_LOGGED:
        raise NotUnderstood(f"its log has more than {MOST_LOGGED} entries")
    entries = tuple(_entry(item) for item in logged)
    if uid not in {entry.id for entry in entries}:
        raise NotUnderstood("its log is that of another record")
    if len({entry.id for entry in entries}) != len(entries):
        raise NotUnderstood("its log holds the same entry twice")
    return entries


def _entry(item: Json) -> Entry:
    inner = {code(one, "url"): one for one in parts(item, "extension")}
    text = code(inner.get("payload"), "valueString")
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("an entry of its log cannot be read") from error
    if not isinstance(content, dict) or payload.digest(content) != code(inner.get("sha256"), "valueString"):
        raise NotUnderstood("an entry of its log is not what was saved: its digest differs")
    return _safe(payload.from_payload(content))


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _safe(entry: Entry) -> Entry:
    """The entry with text that is safe to draw; the same where nothing is wrong with it."""
    changed: dict[str, Any] = {}
    for name in _ENTRY_FIELDS:
        value = getattr(entry, name)
        if type(value) is str:
            changed[name] = plain_text(value, limit=4000, lines=name in _WITH_LINES)
    sets = tuple(_with(one, id=plain_text(one.id), load=_safe_load(one.load)) for one in entry.sets)
    symptoms = tuple(_with(one, scale=plain_text(one.scale), area=plain_text(one.area)) for one in entry.symptoms)
    return _with(entry, sets=sets, symptoms=symptoms, dose=_safe_dose(entry.dose), **changed)


def _with(thing: Thing, **values: Any) -> Thing:
    """The thing with these values; itself where it has them already, as nearly always."""
    if all(getattr(thing, name) == value for name, value in values.items()):
        return thing
    return replace(thing, **values)


def _safe_load(load: Load | None) -> Load | None:
    if load is None:
        return None
    return _with(load, colour=plain_text(load.colour), maker=plain_text(load.maker), text=plain_text(load.text))


def _safe_dose(dose: Dose | None) -> Dose | None:
    if dose is None:
        return None
    own = tuple(_with(one, load=_safe_load(one.load)) for one in dose.side_doses)
    labels = tuple(plain_text(label) for label in dose.set_labels)
    return _with(dose, load=_safe_load(dose.load), side_doses=own, set_labels=labels)
