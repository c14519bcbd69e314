"""Goes once through a line and finds what each stretch of it says, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from hep_care.dose import LoadKind
from hep_care.dose_line import amounts, extras, frequency
from hep_care.dose_line.amounts import Amount, JustOnce, Least, Quantity, Rest, Tempo, Tolerated
from hep_care.dose_line.extras import Alternating, Beats, Effort, LoadWord, PainMax, SideWord
from hep_care.dose_line.frequency import When
from hep_care.dose_line.lexer import Form, tokens_of
from hep_care.dose_line.words import AFTER_NAME, AROUND_NOTE, BANDS, BEFORE_NAME, FILLERS, HOLD, Line

Remark = (
    Amount
    | Rest
    | Least
    | Tolerated
    | Tempo
    | JustOnce
    | SideWord
    | Alternating
    | LoadWord
    | Effort
    | PainMax
    | Beats
    | When
)
_R = TypeVar("_R")
_AMOUNTS = (Amount, Rest, Tempo, JustOnce, Least, Tolerated)


@dataclass(slots=True)
class Reading:
    """What the line says, remark by remark, in its own order."""

    remarks: list[Remark] = field(default_factory=list)
    name: str = ""
    left_over: list[str] = field(default_factory=list)
    """Stretches that are neither name nor understood."""
    held: bool = False
    """The word hold stands somewhere without a time."""
    lying: bool = False
    """The side that is named may be the one to lie on."""

    def of(self, kind: type[_R]) -> list[_R]:
        """The remarks of one kind."""
        return [remark for remark in self.remarks if isinstance(remark, kind)]


def reading_of(source: str) -> Reading:
    """Finds every remark of a line; the words before the dose, or else the first ones after it, are the name."""
    line = Line(source, tokens_of(source))
    reading = Reading()
    loose: list[list[int]] = []
    dosed, at, name_runs = False, 0, 0
    while at < len(line.tokens):
        found = _remark(line, at, dosed)
        if found is None:
            if not loose or loose[-1][-1] != at - 1:
                loose.append([])
            loose[-1].append(at)
            at += 1
            continue
        remark, at_next = found
        reading.remarks.append(remark)
        if not dosed and isinstance(remark, _AMOUNTS):
            dosed, name_runs = True, len(loose)
        at = at_next
    _sort_words(line, reading, loose, name_runs if dosed else len(loose))
    return reading


def _remark(line: Line, at: int, dosed: bool) -> tuple[Remark, int] | None:
    """What stands here; the order of the rules is their precedence."""
    if (found := _not_an_amount(line, at, dosed)) is not None:
        return found
    if line.is_in(at - 1, ("vor", "gaze", "viewing")) and line.form(at) is Form.TIMES:
        return None  # "VOR x1" is what the exercise is called
    if line.is_in(at - 2, ("vor", "gaze", "viewing")) and line.form(at - 1) is Form.TIMES:
        return None
    return amounts.amount(line, at, lambda here, factors: _ends_chain(line, here, factors))


def _ends_chain(line: Line, at: int, factors: list[Quantity]) -> bool:
    """Whether what follows an x belongs to something else: the 2 of "10x5s x2/day", but not the 10 of "3x10 daily"."""
    found = _not_an_amount(line, at, dosed=True)
    if found is None or not isinstance(found[0], When) or not found[0].loose or len(factors) > 1:
        return found is not None
    first = factors[0]
    return first.unit not in ("", "sets") and found[0].loose != "daily"


def _not_an_amount(line: Line, at: int, dosed: bool) -> tuple[Remark, int] | None:
    if (when := frequency.when(line, at)) is not None and (dosed or not _is_of_the_name(line, at, when[0])):
        return replace(when[0], words=line.raw(at, when[1])), when[1]
    if (band := _band_of_the_name(line, at, dosed)) is not None:
        return band
    for rule in (amounts.tempo, amounts.rest, amounts.least, amounts.tolerated, extras.effort, extras.pain,
                 extras.beats, extras.load, amounts.just_once):  # fmt: skip
        found = rule(line, at)
        if found is not None and (dosed or not _is_any_band(found[0])):
            return found
    if dosed and (turns := extras.alternating(line, at)) is not None:
        return turns
    return extras.side(line, at, dosed)


def _is_of_the_name(line: Line, at: int, when: When) -> bool:
    """Whether a time of day before the dose is what the exercise is called: "Morning stretch 3x30s"."""
    return bool(
        when.slots and when.times is None and line.form(at + 1) is Form.WORD and not line.is_in(at, ("in", "at"))
    )


def _band_of_the_name(line: Line, at: int, dosed: bool) -> tuple[Remark, int] | None:
    """The colour in "Red band row 3x15", where the band stays in the name."""
    found = extras.load(line, at) if not dosed and line.is_in(at + 1, BANDS) else None
    if found is None or line.form(found[1]) is not Form.WORD or line.is_in(at - 1, ("with", "w/", "using", "a")):
        return None
    return found[0], at + 1


def _is_any_band(remark: Remark) -> bool:
    """A band without a colour: before the dose it is part of what the exercise is called, "Band row"."""
    return isinstance(remark, LoadWord) and remark.load.kind is LoadKind.BAND and not remark.load.colour


def _sort_words(line: Line, reading: Reading, loose: list[list[int]], of_name: int) -> None:
    """Divides what was not understood into name, fillers and leftovers."""
    before = [part for run in loose[:of_name] if (part := _trimmed(line, run, BEFORE_NAME, AFTER_NAME))]
    pieces = [piece for run in loose[of_name:] for piece in _by_comma(line, run)]
    after = [part for piece in pieces if (part := _trimmed(line, piece, AROUND_NOTE, AROUND_NOTE))]
    if not before and after:
        before, after = after[:1], after[1:]
    reading.name = " ".join(line.raw(run[0], run[-1] + 1) for run in before)
    reading.lying = any(line.is_in(n, ("lie", "lying", "lies", "laying", "lay")) for run in before for n in run)
    reading.held = any(line.is_in(n, HOLD) for run in loose for n in run)
    reading.left_over = [line.raw(run[0], run[-1] + 1) for run in after]


def _by_comma(line: Line, run: list[int]) -> list[list[int]]:
    parts: list[list[int]] = [[]]
    for n in run:
        if line.is_in(n, (",", ";", ".")):
            parts.append([])
        else:
            parts[-1].append(n)
    return parts


def _trimmed(line: Line, run: list[int], first: frozenset[str], last: frozenset[str]) -> list[int]:
    """A stretch without marks and fillers at its ends; nothing where it is made of them alone."""
    if all(line.form(n) in (Form.MARK, Form.TIMES) or line.is_in(n, FILLERS) for n in run):
        return []
    closing = {")": "(", "]": "["}
    while run and (line.form(run[0]) is Form.MARK or line.is_in(run[0], first)) and not line.is_in(run[0], ("(", "[")):
        run = run[1:]
    while run and (line.form(run[-1]) is Form.MARK or line.is_in(run[-1], last)):
        if any(line.is_in(n, (closing.get(line.text(run[-1]), ""),)) for n in run[:-1]):
            break
        run = run[:-1]
    opens = [n for n in run if line.is_in(n, ("(", "["))]
    if opens and opens[0] == run[0] and not any(line.is_in(n, (")", "]")) for n in run):
        run = run[1:]
    return run
