"""Sides, loads and limits: "L", "each leg", "red band", "70% MVC", "RPE 6", "pain max 4/10"."""

from __future__ import annotations

from decimal import Decimal

from hep_care.dose import Load, LoadKind, Side
from hep_care.dose_line.amounts import each_side
from hep_care.dose_line.lexer import Form
from hep_care.dose_line.words import BANDS, COLOURS, LEFT, PARTS, RIGHT, Line
from hep_care.frozen import frozen


@frozen
class SideWord:
    """Which side; `None` where the words may mean several things."""

    side: Side | None
    words: str


@frozen
class Alternating:
    """Repetitions go from side to side."""


@frozen
class LoadWord:
    """A load; with `most` a range of kilograms or pounds, which leaves open which of them it is."""

    load: Load
    most: Decimal | None = None


@frozen
class Effort:
    """Wanted effort, and the most of it."""

    low: Decimal
    high: Decimal | None


@frozen
class PainMax:
    """Stop above this much pain."""

    value: Decimal


@frozen
class Beats:
    """Beats a minute."""

    bpm: Decimal


_TOGETHER = ("together", "at the same time", "at once", "simultaneously")
_IN_TURN = ("one at a time", "separately", "individually", "in turn")
_UNITS = dict.fromkeys(("kg", "kgs", "kilo", "kilos"), LoadKind.KG) | dict.fromkeys(
    ("lb", "lbs", "pound", "pounds", "#"), LoadKind.LB
)
_GEAR = {
    "dumbbell": "dumbbell", "dumbbells": "dumbbells", "db": "dumbbell", "dbs": "dumbbells", "kettlebell": "kettlebell",
    "ankle weight": "ankle weight", "ankle weights": "ankle weights", "cuff weight": "cuff weight",
    "weight": "weight", "weights": "weights", "barbell": "barbell",
}  # fmt: skip


def side(line: Line, at: int, after_dose: bool) -> tuple[SideWord, int] | None:
    """A side of the body; a single letter in small type is one only after the dose."""
    if (after := each_side(line, at)) is not None and (after_dose or after > at + 1):
        return SideWord(Side.EACH, line.raw(at, after)), after
    here = line.skip(at, ("(", "on", "the")) if line.is_in(at, ("(", "on")) else at
    if line.is_in(here, ("l/r", "r/l", "left/right", "right/left")):
        return SideWord(None, line.raw(at, here + 1)), here + 1
    if line.is_in(here, ("bilateral", "bilat", "bilaterally", "b/l")) or line.reads(here - 1, "(", "b", ")"):
        end = _part(line, here + 1, after_dose)
        return SideWord(Side.BOTH, line.raw(at, end)), end
    if line.is_in(here, ("both",)):
        part = _part(line, here + 1, True)
        if (end := line.first_of(part, *_IN_TURN)) != part:
            return SideWord(Side.EACH, line.raw(at, end)), end
        end = line.first_of(part, *_TOGETHER)
        return SideWord(Side.BOTH if end != part else None, line.raw(at, end)), end
    one = _one(line, here, after_dose)
    if one is None:
        return None
    end = _part(line, here + 1, after_dose)
    other = _one(line, end + 1, True) if line.is_in(end, ("and", "then", "&", "+")) else None
    if other is not None and other is not one:
        end = _part(line, end + 2, after_dose)
        one = Side.EACH
    elif line.reads(end, "only"):
        end += 1
    return SideWord(one, line.raw(at, end)), end


def _one(line: Line, at: int, after_dose: bool) -> Side | None:
    if not line.has(at) or line.form(at) is not Form.WORD:
        return None
    written = line.raw(at, at + 1)
    if len(written) == 1 and written.islower() and not after_dose:
        return None
    return Side.LEFT if line.is_in(at, LEFT) else Side.RIGHT if line.is_in(at, RIGHT) else None


def _part(line: Line, at: int, after_dose: bool) -> int:
    """The place after "side" or, once the dose is told, a part of the body; before it that part is of the name."""
    here = at + 1 if line.reads(at, ")") else at
    parts = PARTS if after_dose else ("side", "sides")
    return here + 1 if line.is_in(here, parts) else here


def alternating(line: Line, at: int) -> tuple[Alternating, int] | None:
    """ "alternating", "alternate legs"."""
    if not line.is_in(at, ("alternating", "alternate", "alternately", "alt")):
        return None
    return Alternating(), at + 2 if line.is_in(at + 1, PARTS) else at + 1


def load(line: Line, at: int) -> tuple[LoadWord, int] | None:
    """A weight, a band, a per cent of the greatest effort, or a level of a machine."""
    at = line.skip(at, ("with", "w/", "using", "@"))
    return _weight(line, at) or _band(line, at) or _other_load(line, at)


def _weight(line: Line, at: int) -> tuple[LoadWord, int] | None:
    numbers = line.numbers(at)
    here, most = at + 1, None
    if len(numbers) == 1 and line.is_in(at + 1, ("to", "or")) and len(line.numbers(at + 2)) == 1:
        numbers, here = numbers + line.numbers(at + 2), at + 3
    here = here + 1 if line.reads(here, "-") else here
    if len(numbers) not in (1, 2) or line.form(at) is Form.FRACTION or not line.is_in(here, _UNITS):
        return None
    if len(numbers) == 2:
        most = numbers[1]
    kind = _UNITS[line.text(here)]
    end = line.first_of(here + 1, *_GEAR)
    gear = _GEAR.get(" ".join(line.text(n) for n in range(here + 1, end)), "")
    return LoadWord(Load(kind, numbers[0], text=gear), most), end


def _band(line: Line, at: int) -> tuple[LoadWord, int] | None:
    at = line.skip(at, ("a", "the", "loop", "resistance")) if line.is_in(at, ("a", "the")) else at
    colour = line.text(at) if line.is_in(at, COLOURS) else ""
    here = at + 1 if colour else at
    here = line.skip(here, ("resistance", "exercise", "elastic"))
    if not line.is_in(here, BANDS):
        return None
    maker = "TheraBand" if line.text(here).startswith("thera") else ""
    end = here + 1 if not line.is_in(here + 1, BANDS) else here + 2
    return LoadWord(Load(LoadKind.BAND, colour="grey" if colour == "gray" else colour, maker=maker)), end


def _other_load(line: Line, at: int) -> tuple[LoadWord, int] | None:
    if (here := line.first_of(at, "bw", "bodyweight", "body-weight", "body weight")) != at:
        return LoadWord(Load(LoadKind.BODY_WEIGHT)), line.skip(here, ("only",))
    if line.form(at) is Form.NUMBER and line.reads(at + 1, "%"):
        here = line.skip(at + 2, ("of",))
        if line.is_in(here, ("wb", "weight", "weightbearing", "weight-bearing")):
            return None
        end = line.first_of(here, "mvc", "mvic", "1 rm", "1rm", "max effort", "maximum effort", "max", "effort", "rm")
        return LoadWord(Load(LoadKind.PERCENT, line.numbers(at)[0])), end if end != here else at + 2
    if line.reads(at, "level") and line.form(at + 1) is Form.NUMBER:
        return LoadWord(Load(LoadKind.TEXT, text=line.raw(at, at + 2).lower())), at + 2
    return None


def effort(line: Line, at: int) -> tuple[Effort, int] | None:
    """ "RPE 6", "@RPE 6-7", "effort 5/10"."""
    here = line.skip(at, ("@", "at"))
    if not line.is_in(here, ("rpe", "effort", "borg")):
        return None
    here = line.skip(here + 1, (":", "=", "of"))
    numbers = line.numbers(here)
    if line.form(here) is Form.FRACTION and numbers[1] == 10:
        return Effort(numbers[0], None), here + 1
    if line.form(here) not in (Form.NUMBER, Form.RANGE):
        return None
    return Effort(numbers[0], numbers[1] if len(numbers) == 2 else None), line.first_of(here + 1, "/ 10")


def pain(line: Line, at: int) -> tuple[PainMax, int] | None:
    """ "pain <= 4/10", "pain max 3", "max pain 4/10", "pain under 4" (which is at most 3)."""
    limits = (
        "max",
        "maximum",
        "limit",
        "<",
        "<=",
        "≤",
        "up to",
        "no more than",
        "not above",
        "below",
        "under",
        "at most",
    )
    before = line.first_of(at, *limits)
    if not line.reads(before, "pain"):
        return None
    here = line.first_of(before + 1, *limits)
    said = {line.text(n) for n in (*range(at, before), *range(before + 1, here))}
    here = line.skip(here, (":", "=", "of"))
    if not said or line.form(here) not in (Form.NUMBER, Form.FRACTION):
        return None
    numbers = line.numbers(here)
    if len(numbers) == 2 and numbers[1] != 10:
        return None
    below = 1 if said & {"<", "below", "under"} else 0
    return PainMax(numbers[0] - below), here + 1


def beats(line: Line, at: int) -> tuple[Beats, int] | None:
    """ "120 bpm", "metronome 120"."""
    if line.form(at) is Form.NUMBER and line.reads(at + 1, "bpm"):
        return Beats(line.numbers(at)[0]), at + 2
    here = line.skip(at + 1, ("at", ":", "@"))
    if line.reads(at, "metronome") and line.form(here) is Form.NUMBER:
        return Beats(line.numbers(here)[0]), here + 1 if not line.reads(here + 1, "bpm") else here + 2
    return None
