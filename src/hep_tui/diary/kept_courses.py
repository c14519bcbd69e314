"""The patient's programs as they were read last, kept beside the file so that a start need not read FHIR again.

What is kept is a copy for speed and nothing else: it names the resources it was read from by their digests, is used
only for exactly those, and can be dropped at any time. The resources in the patient's file are what counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from hep_care import dose, program, schedule
from hep_care.courses import Course
from hep_care.frozen import frozen
from hep_tui import __version__
from hep_tui.store.resources import ActiveProgram, Resource
from hep_tui.store.store import Store

_READ_BY = 1
"""Grows when the same resources come to say something else."""
_NAME = "programs.json"
_LARGEST = 4 * 1024 * 1024


@frozen
class Kept:
    """Courses, and what they were read from."""

    key: str
    courses: tuple[Course, ...]


def kept_courses(store: Store, zone: str, folder: Path, known: Kept | None = None) -> Kept:
    """Every program that was ever active: `known` where it still holds, else as kept in `folder`, else read and kept."""
    history = store.program_history()
    if not history:
        return Kept("", ())
    resources = store.resources()
    key = _key(resources, history, zone)
    if known is not None and known.key == key:
        return known
    courses = _recalled(folder / _NAME, key)
    if courses is None:
        from hep_tui.diary.programs import courses_of

        courses = courses_of(resources, history, zone)
        _keep(folder / _NAME, key, courses)
    return Kept(key, courses)


def _key(resources: Sequence[Resource], history: Sequence[ActiveProgram], zone: str) -> str:
    said = [(r.type, r.id, r.version, r.sha256, str(r.first_seen_at), str(r.effective_from)) for r in resources]
    active = [(each.program, str(each.since), str(each.until)) for each in history]
    return hashlib.sha256(json.dumps([__version__, _READ_BY, zone, active, said]).encode()).hexdigest()


def _recalled(path: Path, key: str) -> tuple[Course, ...] | None:
    try:
        with path.open("rb") as file:
            if file.readline(len(key) + 2).strip() != key.encode():
                return None
            digest, body = file.readline(80).strip().decode("ascii"), file.read(_LARGEST)
        if hashlib.sha256(body).hexdigest() != digest:
            return None
        return tuple(json.loads(body, object_hook=_revived))
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None


def _keep(path: Path, key: str, courses: tuple[Course, ...]) -> None:
    """Write it down, whole or not at all; where that is not possible the next start reads the resources again."""
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        body = json.dumps([_plain(course) for course in courses], ensure_ascii=False, separators=(",", ":"))
        # What does not come back as it was is not kept.
        if len(body) > _LARGEST // 4 or tuple(json.loads(body, object_hook=_revived)) != courses:
            return
        encoded = body.encode()
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(f"{key}\n{hashlib.sha256(encoded).hexdigest()}\n".encode() + encoded)
        part.replace(path)
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


# --- values as JSON: {"@Dose": {"sets": 3, …}}, what is at its default left out


_EXACT: dict[type, Callable[[Any], str]] = {date: date.isoformat, time: time.isoformat, Decimal: str}
_MADE: dict[str, Callable[..., Any]] = {
    "@date": date.fromisoformat,
    "@time": time.fromisoformat,
    "@Decimal": Decimal,
    "@Course": Course,
    **{
        f"@{name}": kind
        for module in (dose, program, schedule)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    },
}


def _plain(value: Any) -> Any:
    """A value as JSON; raises `LookupError` for one of a kind that is not among the programs' own."""
    if isinstance(value, Enum):
        return {f"@{type(value).__name__}": value.value}
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    name = f"@{type(value).__name__}"
    if type(value) in _EXACT:
        return {name: _EXACT[type(value)](value)}
    if _MADE[name] is not type(value):
        raise LookupError(name)
    return {name: {each.name: _plain(getattr(value, each.name)) for each in fields(value) if _said(value, each)}}


def _said(value: Any, field: Any) -> bool:
    return field.default is MISSING or getattr(value, field.name) != field.default


def _revived(pairs: dict[str, Any]) -> Any:
    """A value of its name and what it holds, or the fields of one; inner ones come first."""
    name = next(iter(pairs), "")
    if name.startswith("@"):
        make, inner = _MADE[name], pairs[name]
        return make(**inner) if isinstance(inner, dict) else make(inner)
    return {name: tuple(inner) if isinstance(inner, list) else inner for name, inner in pairs.items()}
