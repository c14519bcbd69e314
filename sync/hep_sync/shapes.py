"""What both ends print as JSON: performed sets, symptoms, days in numbers, moments."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hep_care.counts import DayCount
from hep_care.dose import Load, LoadKind
from hep_care.dose_text import load_text
from hep_care.entry import PerformedSet, Symptom


def set_shape(one: PerformedSet) -> dict[str, Any]:
    """One performed set."""
    return {
        "id": one.id,
        "n": one.n,
        "side": one.side.value,
        "reps": one.reps,
        "seconds": one.seconds,
        "metres": number(one.metres),
        "load": load_shape(one.load),
        "planned": one.planned,
        "source": one.source.value,
    }


def symptom_shape(one: Symptom) -> dict[str, Any]:
    """One reading."""
    return {"scale": one.scale, "value": one.value, "when": one.when.value, "area": one.area or None}


def load_shape(load: Load | None) -> dict[str, Any] | None:
    """A load in its own unit, and in words."""
    if load is None:
        return None
    unit = load.kind.value if load.kind in (LoadKind.KG, LoadKind.LB, LoadKind.PERCENT) else None
    return {"kind": load.kind.value, "value": number(load.value), "unit": unit, "text": load_text(load)}


def day_shape(count: DayCount) -> dict[str, Any]:
    """One day of history in numbers."""
    credit = count.credit
    return {
        "date": count.day.isoformat(),
        "due": count.due,
        "done": count.done,
        "credit": None if credit is None else round(float(credit), 4),
        "level": count.level,
        "excused": count.excused,
    }


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON's nearest number."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def moment_text(moment: datetime) -> str:
    """An aware moment in ISO 8601 with its offset."""
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z") if moment.tzinfo is UTC else text
