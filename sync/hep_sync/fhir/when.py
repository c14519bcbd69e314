"""The event codes and abbreviations of FHIR timings, in a patient's words and in the order of a day."""

from __future__ import annotations

from hep_care.plain_text import plain_text
from hep_sync.fhir.element import Json, code, codings

_EVENTS = {
    "WAKE": "on waking",
    "PHS": "after sleep",
    "MORN.early": "early morning",
    "ACM": "before breakfast",
    "CM": "breakfast",
    "PCM": "after breakfast",
    "MORN": "morning",
    "MORN.late": "late morning",
    "NOON": "noon",
    "ACD": "before lunch",
    "CD": "lunch",
    "PCD": "after lunch",
    "AFT.early": "early afternoon",
    "AFT": "afternoon",
    "AFT.late": "late afternoon",
    "ACV": "before dinner",
    "CV": "dinner",
    "PCV": "after dinner",
    "EVE.early": "early evening",
    "EVE": "evening",
    "EVE.late": "late evening",
    "NIGHT": "night",
    "HS": "bedtime",
    "AC": "before a meal",
    "C": "with a meal",
    "PC": "after a meal",
}
"""In the order of a day, those without a place in it last."""
_RANK = {event: rank for rank, event in enumerate(_EVENTS)}

ABBREVIATIONS: dict[str, Json] = {
    "QD": {"frequency": 1, "period": 1, "periodUnit": "d"},
    "BID": {"frequency": 2, "period": 1, "periodUnit": "d"},
    "TID": {"frequency": 3, "period": 1, "periodUnit": "d"},
    "QID": {"frequency": 4, "period": 1, "periodUnit": "d"},
    "QOD": {"frequency": 1, "period": 2, "periodUnit": "d"},
    "AM": {"when": ["MORN"]},
    "PM": {"when": ["AFT"]},
    "BED": {"when": ["HS"]},
    "WK": {"frequency": 1, "period": 1, "periodUnit": "wk"},
    "Q1H": {"frequency": 1, "period": 1, "periodUnit": "h"},
    "Q2H": {"frequency": 1, "period": 2, "periodUnit": "h"},
    "Q3H": {"frequency": 1, "period": 3, "periodUnit": "h"},
    "Q4H": {"frequency": 1, "period": 4, "periodUnit": "h"},
    "Q6H": {"frequency": 1, "period": 6, "periodUnit": "h"},
    "Q8H": {"frequency": 1, "period": 8, "periodUnit": "h"},
}
"""What a timing code means, as the pattern of a `repeat`."""


def slot_names(events: list[str], offset: int) -> tuple[str, ...]:
    """Names of the sessions of these events, in the order of a day; an unknown code is its own name.

    `offset` is in minutes and belongs to all of them.
    """
    last = len(_RANK)
    ordered = sorted(dict.fromkeys(events), key=lambda event: _RANK.get(event, last))
    after = f", {offset} min" if offset else ""
    return tuple(_EVENTS.get(event, plain_text(event, limit=40)) + after for event in ordered)


def pattern_of_code(timing: Json) -> Json | None:
    """The pattern of the first timing code that is known."""
    found = (ABBREVIATIONS.get(code(item, "code").upper()) for item in codings(timing.get("code")))
    return next((pattern for pattern in found if pattern is not None), None)


def has_pattern(repeat: Json) -> bool:
    """Whether a `repeat` says more than bounds, a count and the length of a session."""
    return any(key in repeat for key in ("frequency", "period", "dayOfWeek", "timeOfDay", "when"))
