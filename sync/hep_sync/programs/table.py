"""One table of a program file: typed values by key, and every mistake with its line instead of an exception."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text

Word = TypeVar("Word", bound=StrEnum)

_MOST_LISTED = 200
_LENGTH = re.compile(r"(\d{1,6})\s*(s|sec|secs|second|seconds|min|mins|minute|minutes|h|hour|hours)\b[ ,]*", re.ASCII)
_UNIT_S = {"s": 1, "m": 60, "h": 3600}
_RANGE = re.compile(r"(\d{1,6})\s*(?:-|–|to)\s*(\d{1,6})\Z", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z", re.ASCII)


@frozen
class ProgramError:
    """One mistake in a program file, or one thing in it that is passed over."""

    line: int | None
    """From 1; None where the mistake has no place of its own."""
    key: str
    """The key as a path: "exercises[2].reps" is `reps` of the second exercise. Empty for the file as a whole."""
    why: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.key) if part)
        return f"{place}: {self.why}" if place else self.why


@dataclass(slots=True)
class Problems:
    """What was found while a file was read."""

    lines: Mapping[str, int]
    errors: list[ProgramError] = field(default_factory=list)
    warnings: list[ProgramError] = field(default_factory=list)

    def error(self, path: str, why: str) -> None:
        """Notes a mistake that keeps the file from being read."""
        self.errors.append(ProgramError(self._line(path), path, plain_text(why, limit=300)))

    def warn(self, path: str, why: str) -> None:
        """Notes what is passed over."""
        self.warnings.append(ProgramError(self._line(path), path, plain_text(why, limit=300)))

    def _line(self, path: str) -> int | None:
        """The line of a key, or of the table or list that holds it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return None


class Table:
    """One table; a value of the wrong kind is noted as a mistake and read as missing."""

    def __init__(self, data: Mapping[str, Any], path: str, problems: Problems) -> None:
        self.data = data
        self.path = path
        self.problems = problems
        self.known: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def at(self, key: str) -> str:
        """The whole path of a key of this table."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, why: str) -> None:
        """Notes a mistake in the value of a key."""
        self.problems.error(self.at(key), why)

    def get(self, key: str) -> Any:
        """The value as it is; the key then counts as known."""
        self.known.add(key)
        return self.data.get(key)

    def text(self, key: str, *, limit: int = 2000, lines: bool = False) -> str:
        """A text, safe to draw; empty where there is none."""
        value = self.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"is {_kind(value)}; it must be a text in quotes")
            return ""
        if len(value) > limit:
            self.wrong(key, f"is longer than {limit} characters")
        return plain_text(value.strip(), limit=limit, lines=lines)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        value = self.get(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if len(listed) > _MOST_LISTED:
            self.wrong(key, f"has more than {_MOST_LISTED} items")
            return ()
        made: list[str] = []
        for number, item in enumerate(listed, 1):
            place = key if listed is not value else f"{key}[{number}]"
            if isinstance(item, str) and len(item) <= 2000:
                made.append(plain_text(item.strip()))
            else:
                self.wrong(place, f"is {_kind(item)}; it must be a text of at most 2000 characters")
        return tuple(text for text in made if text)

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number in a range."""
        value = self.get(key)
        if value is None:
            return None
        return self.in_range(key, value, least, most)

    def in_range(self, key: str, value: object, least: int, most: int) -> int | None:
        """The value where it is a whole number in a range."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"is {_kind(value)}; it must be a whole number from {least} to {most}")
        elif not least <= value <= most:
            self.wrong(key, f"is {_number(value)}; it must be from {least} to {most}")
        else:
            return value
        return None

    def span(self, key: str, least: int, most: int) -> tuple[int | None, int | None]:
        """A number, or a range like "6-15", as its lower end and, for a range, its upper end."""
        value = self.get(key)
        if isinstance(value, str) and (match := _RANGE.match(value.strip())):
            low, high = (self.in_range(key, int(part), least, most) for part in match.groups())
            if low is not None and high is not None and high < low:
                self.wrong(key, f"is {value!r}; the smaller number comes first")
            return low, high if high != low else None
        if value is None:
            return None, None
        if isinstance(value, str):
            self.wrong(key, f'is {value!r}; it must be a number or a range such as "2-3"')
            return None, None
        return self.in_range(key, value, least, most), None

    def seconds(self, key: str, least: int, most: int) -> int | None:
        """A length of time in seconds: 45, "45 s", "10 min", "1 min 30 s"."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            length = seconds_of(value)
            if length is None:
                self.wrong(key, f'is {value!r}; it must be seconds, or a time such as "45 s" or "10 min"')
                return None
            value = length
        return self.in_range(key, value, least, most)

    def decimal(self, key: str, most: int) -> Decimal | None:
        """A number above 0, with a few decimals at most."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.wrong(key, f"is {_kind(value)}; it must be a number")
            return None
        number = Decimal(value)
        if not number.is_finite() or not 0 < number <= most or number != round(number, 3):
            self.wrong(
                key,
                f"is {_number(number) if number.is_finite() else number}; it must be above 0 and at most {most}, with up to 3 decimals",
            )
            return None
        return number

    def word(self, key: str, kind: type[Word]) -> Word | None:
        """One of the words of an enumeration; "_" is read as "-"."""
        said = self.text(key, limit=60)
        if not said:
            return None
        by_word = {str(word): word for word in kind}
        found = by_word.get(said.lower().replace("_", "-").replace(" ", "-"))
        if found is None:
            self.wrong(key, f"is {said!r}; {_suggestion(said, by_word)}it must be one of: {', '.join(by_word)}")
        return found

    def yes(self, key: str, *, otherwise: bool = False) -> bool:
        """`true` or `false`."""
        value = self.get(key)
        if value is None:
            return otherwise
        if not isinstance(value, bool):
            self.wrong(key, f"is {_kind(value)}; it must be true or false")
            return otherwise
        return value

    def day(self, key: str) -> date | None:
        """A date, written 2026-03-02 without quotes."""
        return self._day(key, self.get(key))

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates."""
        value = self.get(key)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        found = (self._day(f"{key}[{number}]", item) for number, item in enumerate(listed, 1))
        return tuple(sorted({day for day in found if day is not None}))

    def _day(self, key: str, value: object) -> date | None:
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.wrong(key, f"is {_kind(value)}; it must be a date such as 2026-03-02, without quotes")
        return None

    def table(self, key: str) -> Table | None:
        """A table inside this one."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"is {_kind(value)}; it must be a table")
            return None
        return Table(value, self.at(key), self.problems)

    def tables(self, key: str, most: int) -> list[Table]:
        """A list of tables, written [[key]]."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"is {_kind(value)}; it must be written as [[{key}]]")
            return []
        if len(value) > most:
            self.wrong(key, f"has {len(value)} items; at most {most} are read")
        return [Table(item, f"{self.at(key)}[{number}]", self.problems) for number, item in enumerate(value[:most], 1)]

    def finish(self) -> None:
        """Warns of every key that was never asked for, with the nearest known one."""
        for key in self.data:
            if key not in self.known:
                why = f"is not a key that is known here and is passed over{_did_you_mean(key, self.known)}"
                self.problems.warn(self.at(plain_text(key, limit=60)), why)


def seconds_of(text: str) -> int | None:
    """Seconds of a time in words; None where it is not one."""
    at, total = 0, 0
    stripped = text.strip().lower()
    while match := _LENGTH.match(stripped, at):
        total += int(match.group(1)) * _UNIT_S[match.group(2)[0]]
        at = match.end()
    return total if at and at == len(stripped) else None


def clock_of(text: object) -> time | None:
    """A time of day of "07:30" or of a TOML time."""
    if isinstance(text, time):
        return text.replace(second=0, microsecond=0)
    match = _CLOCK.match(text.strip()) if isinstance(text, str) else None
    return time(int(match.group(1)), int(match.group(2))) if match else None


def _suggestion(said: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(said, known, 1, 0.6)
    return f"did you mean {near[0]!r}? " if near else ""


def _did_you_mean(key: str, known: set[str]) -> str:
    near = difflib.get_close_matches(key, sorted(known), 1, 0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _number(value: int | Decimal) -> str:
    if isinstance(value, int) and value.bit_length() > 60:
        return "far too large"
    return str(value)[:30]


_KINDS: tuple[tuple[Callable[[object], bool], str], ...] = (
    (lambda value: isinstance(value, bool), "true or false"),
    (lambda value: isinstance(value, str), "a text"),
    (lambda value: isinstance(value, int), "a whole number"),
    (lambda value: isinstance(value, Decimal), "a number with decimals"),
    (lambda value: isinstance(value, list), "a list"),
    (lambda value: isinstance(value, dict), "a table"),
    (lambda value: isinstance(value, date | time), "a date or time"),
)


def _kind(value: object) -> str:
    return next((name for test, name in _KINDS if test(value)), "something else")
