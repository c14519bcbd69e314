"""Words for the ear: signs and units that a screen reader skips or spells become words, and ASCII where it must be."""

from __future__ import annotations

import re

from hep_care.credit import ItemStatus

STATES = {
    ItemStatus.TODO: "to do",
    ItemStatus.PARTIAL: "done in part",
    ItemStatus.DONE: "done",
    ItemStatus.SKIPPED: "left out",
    ItemStatus.EXCUSED: "excused",
    ItemStatus.UNKNOWN: "not known",
}
"""What a state is called."""
_UNITS = {"s": "second", "min": "minute", "h": "hour", "m": "metre"}
_AMOUNT = re.compile(r"\b(\d+(?:\.\d+)?) (s|min|h|m)\b")
_RANGE = re.compile(r"(?<=\d)\s?[–-]\s?(?=\d)")
_TEMPO = re.compile(r"\btempo (\d+(?:-\d+)+)")
_SIGNS = (
    ("×", "x"), ("–", "-"), ("—", "-"), ("…", "..."), ("·", ","), ("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"),
    ("−", "-"), ("↑", "^"), ("↓", "v"), ("°", " degrees"), ("≤", "at most "), ("≥", "at least "), ("✓", "done"),
)  # fmt: skip


def spoken(words: str) -> str:
    """Our own words as they are said: "3 × 10 reps, hold 5 s" is "3 times 10 reps, hold 5 seconds"."""
    words = _TEMPO.sub(lambda found: f"tempo {found[1].replace('-', ', ')}", words)
    words = _AMOUNT.sub(lambda found: amount(found[1], _UNITS[found[2]]), words)
    return _RANGE.sub(" to ", words.replace(" × ", " times ").replace(" · ", ", "))


def amount(number: int | str, unit: str) -> str:
    """A number of something: "1 second", "30 seconds"."""
    return f"{number} {unit}" if str(number) == "1" else f"{number} {unit}s"


def sentence(*parts: str) -> str:
    """Parts of a sentence with commas between them, a capital, and a full stop."""
    said = ", ".join(part.strip() for part in parts if part.strip())
    if not said:
        return ""
    return f"{said[0].upper()}{said[1:]}{'' if said[-1] in '.!?…' else '.'}"


def in_ascii(text: str) -> str:
    """Signs as letters, for a terminal or a locale that has no others; letters of other scripts are left alone."""
    for sign, plain in _SIGNS:
        text = text.replace(sign, plain)
    return text
