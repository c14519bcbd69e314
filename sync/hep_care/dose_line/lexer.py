"""A line of a paper sheet as tokens: numbers in all their forms, words, and marks.

Times, ranges and series of numbers are told apart here, because that depends on spaces: "8-12" and
"2 - 3" are ranges, "6-4-2" is a series, and in "3x10 - 2x day" the dash only separates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from enum import StrEnum

from hep_care.frozen import frozen


class Form(StrEnum):
    """What a token looks like."""

    NUMBER = "number"
    RANGE = "range"
    SERIES = "series"
    """Three numbers or more with dashes, slashes or commas; or two that do not rise."""
    FRACTION = "fraction"
    CLOCK = "clock"
    TIMES = "times"
    WORD = "word"
    MARK = "mark"


@frozen
class Token:
    """A piece of the line; `start` and `end` are its place in characters."""

    form: Form
    text: str
    """In lower case, without the dots of an abbreviation."""
    start: int
    end: int
    glued: bool = False
    """Nothing stands between it and the token before it."""
    numbers: tuple[Decimal, ...] = ()
    at: time | None = None


_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_UNITS_AFTER_DASH = r"(?!-(?:s|secs?|seconds?|mins?|minutes?|kgs?|lbs?|pounds?|reps?|sets?|m|metres?|meters?)\b)"
_PATTERNS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern, re.ASCII if form is not Form.WORD else 0))
    for form, pattern in (
        (Form.CLOCK, r"[0-2]?\d:[0-5]\d(?:\s?[aApP]\.?[mM]\b\.?)?(?!\d)"),
        (Form.CLOCK, r"[01]?\d[aApP]\.?[mM]\b\.?"),
        # Names that hold a number: "3-way hip kick", "4-point kneeling"; but "5-second hold" is a time.
        (Form.WORD, r"[0-9]+" + _UNITS_AFTER_DASH + r"-[^\W\d_][^\W_]*(?:-[^\W\d_]+)*"),
        (Form.SERIES, r"\d{1,3}(?:-\d{1,3}){2,5}(?![\d-])"),
        (Form.SERIES, r"\d{1,3}(?:[,/]\d{1,3}){2,5}(?![\d,/])"),
        (Form.NUMBER, r"\d{1,3},\d{1,2}(?=\s?(?:kg|lb))"),
        (Form.FRACTION, r"\d{1,3}/\d{1,3}(?![\d/])"),
        (Form.RANGE, rf"{_NUMBER}\s?[-–—]\s?{_NUMBER}"),
        (Form.NUMBER, _NUMBER + r"(?!\d)"),
        (Form.TIMES, r"[xX×✕*](?![A-Za-z])|[xX](?=(?:daily|day|week|wk|amrap|weekly)\b)"),
        (Form.WORD, r"(?i:e/s|b/l|l/r|r/l|w/o|w/)"),
        (Form.WORD, r"[A-Za-z](?:\.[A-Za-z])+\b\.?"),
        (Form.WORD, r"[A-Za-z]{1,4}(?:/[A-Za-z]{1,4})+(?![A-Za-z])"),
        (Form.WORD, r"(?![rRxX][0-9])[A-Za-z][0-9]{1,2}(?![\w])|[qQ][0-9]{1,2}[hHdD]\b"),
        (Form.WORD, r"[^\W\d_]+(?:['’-][^\W\d_]+)*"),
        (Form.MARK, r"<=|>=|''|."),
    )
)
_SPACE = re.compile(r"\s+")
_LIST_MARKER = re.compile(r"\s*(?:(?:\d{1,2}[.)]|[-–—•*·])\s+)?", re.ASCII)


def tokens_of(line: str) -> tuple[Token, ...]:
    """The tokens of one line, in order; a bullet or a list number at its start is left out."""
    tokens: list[Token] = []
    marker = _LIST_MARKER.match(line)
    at = marker.end() if marker else 0
    end_of_last = -1
    while at < len(line):
        if space := _SPACE.match(line, at):
            at = space.end()
            continue
        token = _token(line, at, tokens[-1] if tokens and end_of_last == at else None)
        tokens.append(token)
        at = end_of_last = token.end
    return tuple(tokens)


def _token(line: str, at: int, touching: Token | None) -> Token:
    for form, pattern in _PATTERNS:
        found = pattern.match(line, at)
        if found is None or (touching is not None and not _may_touch(form, found.group(), touching)):
            continue
        token = _MAKERS.get(form, _plain)(form, found.group(), at, touching is not None)
        if token is not None:
            return token
    return Token(Form.MARK, line[at], at, at + 1, touching is not None)


def _may_touch(form: Form, text: str, touching: Token) -> bool:
    """Whether a token may follow another without a space.

    "x10am" is ten repetitions in the morning and not ten o'clock; in "30s/side" the unit ends before the slash.
    """
    if form is Form.CLOCK:
        return touching.form is not Form.TIMES
    numeric = touching.form in (Form.NUMBER, Form.RANGE, Form.SERIES)
    return not (form is Form.WORD and numeric and "/" in text and text.lower() not in ("e/s", "b/l", "l/r", "r/l"))


def _plain(form: Form, text: str, at: int, glued: bool) -> Token:
    small = text.lower().replace("’", "'")
    if form is Form.WORD and "." in small:
        small = small.replace(".", "")
    return Token(form, small, at, at + len(text), glued)


def _number(form: Form, text: str, at: int, glued: bool) -> Token:
    # A comma between two digits alone is a decimal one: "2,5 kg".
    numbers = (
        (Decimal(text.replace(",", ".")),)
        if form is Form.NUMBER
        else tuple(Decimal(part) for part in re.split(r"[,/–—-]|\s+", text) if part)
    )
    return Token(form, text.lower(), at, at + len(text), glued, numbers)


def _range(form: Form, text: str, at: int, glued: bool) -> Token | None:
    token = _number(form, text, at, glued)
    low, high = token.numbers
    if low < high:
        return token
    if any(mark.isspace() for mark in text):
        return None
    return Token(Form.SERIES, token.text, token.start, token.end, glued, token.numbers)


def _clock(form: Form, text: str, at: int, glued: bool) -> Token | None:
    small = text.lower().replace(".", "")
    half = small[-2:] if small.endswith(("am", "pm")) else ""
    hour_text, _, minute_text = small.removesuffix(half).strip().partition(":")
    hour, minute = int(hour_text), int(minute_text or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        return None
    return Token(form, small, at, at + len(text), glued, at=time(hour, minute))


_MAKERS: dict[Form, Callable[[Form, str, int, bool], Token | None]] = {
    Form.NUMBER: _number,
    Form.FRACTION: _number,
    Form.SERIES: _number,
    Form.RANGE: _range,
    Form.CLOCK: _clock,
}
