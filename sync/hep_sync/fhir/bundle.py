"""Bundles, written and read entry by entry: ten years of history need no more memory than their largest entry.

A resource travels as the text it came in. JSON that would be taken silently by the standard library is refused here: a key given twice (of which the last
would win), NaN and Infinity, numbers that no database column holds, and nesting without end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import Any

from hep_care.entry import Record
from hep_care.frozen import frozen
from hep_sync.errors import FileRefused
from hep_sync.fhir import codes
from hep_sync.fhir.element import Json
from hep_sync.fhir.observation_write import record_to_observation

LONGEST_ENTRY = 20_000_000
"""Characters of one entry; a video inside a resource is refused, not decoded."""
MOST_ENTRIES = 1_000_000
_GREATEST = 2**63 - 1
_SPACE = " \t\r\n"


@frozen
class Piece:
    """One entry of a Bundle."""

    resource: dict[str, Any]
    """Empty where the entry holds no resource."""
    raw: str
    """The resource's own text, as it came."""
    beside: dict[str, Any] = field(default_factory=dict)
    """What the entry says beside its resource."""


def resource_line(type: str, id: str, raw: str, beside: Sequence[Json] = ()) -> str:
    """A resource as an entry, its own text untouched; `beside` are extensions of the entry."""
    outer = {**({"extension": list(beside)} if beside else {}), "fullUrl": f"{codes.BASE}/{type}/{id}"}
    return f'{_compact(outer)[:-1]},"resource":{raw}}}'


def record_line(record: Record, patient: str) -> str:
    """A completion, a skip or a symptom with its corrections as an entry; equal records make equal text."""
    return _compact({"fullUrl": f"urn:uuid:{record.id}", "resource": record_to_observation(record, patient=patient)})


def bundle_text(lines: Iterable[str]) -> str:
    """A Bundle of type collection, an entry a line; nothing in it tells when it was written."""
    inner = ",\n".join(lines)
    return f'{{"resourceType":"Bundle","type":"collection","entry":[\n{inner}\n]}}\n'


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def entries_of(chunks: Iterable[str]) -> Iterator[Piece]:
    """The resources in the `entry` list of a Bundle whose text comes in chunks, in order.

    Raises `FileRefused` with the place in the text where it is no Bundle, or ends too early.
    """
    text = _Text(iter(chunks))
    text.expect("{")
    kind, seen = None, set[str]()
    while (key := _key(text)) is not None:
        if key in seen:
            raise text.refused("a key is given twice in one object")
        seen.add(key)
        if key == "entry":
            yield from _resources(text)
        else:
            value = text.value()
            kind = value if key == "resourceType" else kind
    text.nothing_more()
    if kind != "Bundle":
        raise FileRefused("This is not a FHIR Bundle, so nothing of it was taken in.")


def _key(text: _Text) -> str | None:
    mark = text.next_mark(',}"')
    if mark == ",":
        mark = text.next_mark('"')
    if mark == "}":
        return None
    text.back()
    key = text.value()
    text.expect(":")
    return str(key)


def _resources(text: _Text) -> Iterator[Piece]:
    text.expect("[")
    number = 0
    while True:
        mark = text.next_mark(",]{")
        if mark == "]":
            return
        if mark == ",":
            text.expect("{")
        text.back()
        number += 1
        if number > MOST_ENTRIES:
            raise FileRefused(f"This file has more than {MOST_ENTRIES:,} entries, so nothing of it was taken in.")
        yield _piece(text)


def _piece(text: _Text) -> Piece:
    text.expect("{")
    piece, beside = Piece({}, ""), dict[str, Any]()
    while (key := _key(text)) is not None:
        if key in beside:
            raise text.refused("a key is given twice in one object")
        value = text.value()
        beside[key] = value
        if key == "resource" and isinstance(value, dict):
            piece, beside[key] = Piece(value, text.raw), None
    return replace(piece, beside=beside)


class _Text:
    """Text that arrives in chunks; what was read is forgotten."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._kept = ""
        self._at = 0
        self._before = 0
        self.raw = ""
        """The text of the value that was read last."""
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_whole, parse_float=_number
        )

    def _more(self) -> bool:
        chunk = next(self._chunks, "")
        self._before += self._at
        self._kept = self._kept[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def next_mark(self, allowed: str) -> str:
        """The next character that is no space; one of `allowed`."""
        while True:
            while self._at < len(self._kept) and self._kept[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._kept):
                break
            if not self._more():
                raise self.refused("it ends too early")
        mark = self._kept[self._at]
        if mark not in allowed:
            raise self.refused(f"{mark!a} is not expected there")
        self._at += 1
        return mark

    def expect(self, mark: str) -> None:
        """Pass over one character."""
        self.next_mark(mark)

    def back(self) -> None:
        """Read the last character again."""
        self._at -= 1

    def value(self) -> Any:
        """The next JSON value, whole."""
        self._skip_space()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._kept, self._at)
            except json.JSONDecodeError as error:
                if len(self._kept) - self._at > LONGEST_ENTRY:
                    raise self.refused("one entry is too large") from error
                if not self._more():
                    raise self.refused(f"{error.msg.lower()}, or it ends too early") from error
                continue
            except RecursionError as error:
                raise self.refused("it is nested too deeply") from error
            except ValueError as error:
                raise self.refused(str(error)) from error
            # A number at the end of a chunk may go on in the next one.
            if end == len(self._kept) and not isinstance(value, (dict, list, str)) and self._more():
                continue
            self.raw = self._kept[self._at : end]
            self._at = end
            return value

    def _skip_space(self) -> None:
        while True:
            while self._at < len(self._kept) and self._kept[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._kept) or not self._more():
                return

    def nothing_more(self) -> None:
        """The end of the text, spaces aside."""
        self._skip_space()
        if self._at < len(self._kept):
            raise self.refused("something follows after its end")

    def refused(self, why: str) -> FileRefused:
        """The error for the present place."""
        return FileRefused(
            f"The file cannot be read at character {self._before + self._at + 1}: {why}. Nothing was taken in."
        )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice in one object")
    return made


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _whole(digits: str) -> int:
    if len(digits) > 20 or abs(int(digits)) > _GREATEST:
        raise ValueError("a number is too large")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return value
