"""From the remarks of a line to the rest of a dose: sides, load, tempo, effort, pain and beats."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from hep_care.dose import Dose, Kind, Load, LoadKind, RepsCounted, RepsMode, Side, SideStyle
from hep_care.dose_line.amounts import Amount, Tempo
from hep_care.dose_line.extras import Alternating, Beats, Effort, LoadWord, PainMax, SideWord
from hep_care.dose_line.questions import Asking
from hep_care.dose_line.reading import Reading
from hep_care.dose_line.tally import Tally
from hep_care.dose_line.words import COLOURS, TAKES_TURNS
from hep_care.dose_text import dose_short, load_text

_T = TypeVar("_T", bound=Hashable)
_SIDES = {
    Side.LEFT: "left",
    Side.RIGHT: "right",
    Side.EACH: "each side, one after the other",
    Side.BOTH: "both sides together",
}
_LEAVE_OUT = "leave it out"
_TEMPO = re.compile(r"[0-9]{1,2}(?:-[0-9]{1,2}){2,3}")
MOST_LOAD = 1000


def with_details(dose: Dose, reading: Reading, tally: Tally, asking: Asking) -> Dose:
    """Adds what does not change how much is done."""
    dose = _turns(replace(dose, side=_side(reading, asking)), reading, tally, asking)
    dose = replace(dose, load=_load(reading, asking), tempo=_tempo(reading, asking))
    if (effort := _only("effort", reading.of(Effort), asking)) is not None:
        low, high = _of_ten(effort.low, "effort", asking), _of_ten(effort.high, "effort", asking)
        dose = replace(dose, effort_target=low, effort_max=high)
    if (pain := _only("pain", reading.of(PainMax), asking)) is not None:
        dose = replace(dose, pain_max=_of_ten(pain.value, "pain", asking))
    if (beats := _only("beats", reading.of(Beats), asking)) is not None:
        dose = replace(dose, bpm=int(beats.bpm) if 20 <= beats.bpm <= 300 else None)
        if dose.bpm is None:
            asking.choose("beats", f"{beats.bpm} beats a minute cannot be right.", {_LEAVE_OUT: True})
    return dose


def _only(about: str, found: list[_T], asking: Asking) -> _T | None:
    """The one that is said; where several contradict each other the line has to be written again."""
    if len(set(found)) > 1:
        asking.say("line", f"The line says two things about the {about}. Please write it again.")
    return found[0] if found else None


def _side(reading: Reading, asking: Asking) -> Side:
    words = reading.of(SideWord)
    sides = {word.side for word in words}
    after_hold = [a for a in reading.of(Amount) if a.bare_each and len(a.factors) == 1 and a.factors[0].hold]
    if any(amount.each and amount not in after_hold for amount in reading.of(Amount)):
        sides.add(Side.EACH)
    elif after_hold and Side.EACH not in sides:
        meanings = {"each side": Side.EACH, "each repetition": Side.NONE}
        chosen = asking.choose("sides", "Does “each” mean each side or each repetition?", meanings)
        sides |= {chosen} - {Side.NONE, None}
    said = ", ".join(word.words for word in words)
    if None in sides:
        one_or_other = any("/" in word.words for word in words)
        open_ones = (Side.LEFT, Side.RIGHT) if one_or_other else ()
        choices = {_SIDES[side]: side for side in (*open_ones, Side.EACH, Side.BOTH)}
        return asking.choose("side", f"What does “{said}” mean?", choices) or Side.NONE
    if len(sides) > 1 or (reading.lying and sides & {Side.LEFT, Side.RIGHT}):
        candidates = [side for side in _SIDES if side in sides or (reading.lying and side is not Side.BOTH)]
        if sides == {Side.LEFT, Side.RIGHT}:
            candidates.append(Side.EACH)
        return (
            asking.choose("side", f"Which side works? The line says: {said}", {_SIDES[s]: s for s in candidates})
            or Side.NONE
        )
    return next((side for side in sides if side is not None), Side.NONE)


def _turns(dose: Dose, reading: Reading, tally: Tally, asking: Asking) -> Dose:
    """Settles whether a number is meant per side or for both, where repetitions go from side to side."""
    alternating = bool(reading.of(Alternating))
    style = SideStyle.ALTERNATE_REPS if alternating else None
    if tally.counted is RepsCounted.TOTAL:
        if dose.side in (Side.LEFT, Side.RIGHT, Side.BOTH):
            asking.say("line", f"A total of both sides, and {dose.side.value}? Please write the line again.")
        return replace(dose, side=Side.EACH, reps_counted=RepsCounted.TOTAL, style=style)
    counted = dose.kind in (Kind.REPS, Kind.HOLD) and dose.reps_mode is RepsMode.COUNTED
    if dose.side is not Side.NONE:
        return replace(dose, style=style if dose.side is Side.EACH else None)
    if not counted or not (alternating or any(word in reading.name.lower() for word in TAKES_TURNS)):
        return replace(dose, side=Side.EACH, style=style) if alternating and not counted else dose
    said = dose_short(dose)
    meanings = {f"{said} on each side": RepsCounted.PER_SIDE, f"{said} in total": RepsCounted.TOTAL}
    chosen = asking.choose("sides", f"Is {said} meant for each side or for both together?", meanings)
    return replace(dose, side=Side.EACH, style=style, reps_counted=chosen or RepsCounted.PER_SIDE)


def _load(reading: Reading, asking: Asking) -> Load | None:
    choices: dict[str, Load] = {}
    for word in reading.of(LoadWord):
        values = (word.load.value,) if word.most is None else (word.load.value, word.most)
        for value in values:
            one = replace(word.load, value=value)
            choices[load_text(one)] = one
            if value is not None and not 0 < value <= MOST_LOAD:
                asking.say("line", f"A load of {load_text(one)} cannot be right. Please write the line again.")
    colours = [words for words in reading.left_over if words.lower() in COLOURS]
    if colours and not choices:
        band = Load(LoadKind.BAND, colour=colours[0].lower())
        reading.left_over.remove(colours[0])
        if asking.choose(
            "load", f"Is “{colours[0]}” the colour of a band?", {load_text(band): True, _LEAVE_OUT: False}
        ):
            return band
        return None
    if len(choices) < 2:
        return next(iter(choices.values()), None)
    return asking.choose("load", f"Which load? The line says {' and '.join(choices)}.", choices)


def _tempo(reading: Reading, asking: Asking) -> tuple[int, ...]:
    tempo = _only("tempo", reading.of(Tempo), asking)
    if tempo is None or tempo.phases:
        return () if tempo is None else tempo.phases
    given = asking.answers.get("tempo", "").strip()
    if _TEMPO.fullmatch(given):
        return tuple(map(int, given.split("-")))
    text = f"How many seconds are the phases of “{tempo.words}”? Write them like 3-0-1."
    asking.choose("tempo", text, {_LEAVE_OUT: ()})
    return ()


def _of_ten(value: Decimal | None, about: str, asking: Asking) -> int | None:
    if value is None:
        return None
    if value == int(value) and 0 <= value <= 10:
        return int(value)
    asking.choose(about, f"{value} is not on the scale of 0 to 10 for {about}.", {_LEAVE_OUT: True})
    return None
