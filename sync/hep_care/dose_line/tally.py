"""What the numbers of a line count, once all of them are seen together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from hep_care.dose import RepsCounted, RepsMode
from hep_care.dose_line.amounts import Amount, Quantity
from hep_care.dose_line.questions import Asking
from hep_care.dose_line.words import METRES, SECONDS
from hep_care.dose_text import number_text

_T = TypeVar("_T")
CLEARLY_METRES = 120
"""A bare "m" may be metres or minutes; nobody is told to walk for longer than this many minutes."""


@dataclass(slots=True)
class Tally:
    """The quantities of a line by what they count; several in one list have to agree."""

    sets: list[Quantity] = field(default_factory=list)
    reps: list[Quantity] = field(default_factory=list)
    counts: list[Quantity] = field(default_factory=list)
    """How often a time is repeated: the 3 of "3x30s", which may be sets or repetitions."""
    times: list[Quantity] = field(default_factory=list)
    holds: list[Quantity] = field(default_factory=list)
    distances: list[Quantity] = field(default_factory=list)
    series: list[tuple[Decimal, ...]] = field(default_factory=list)
    modes: list[RepsMode] = field(default_factory=list)
    counted: RepsCounted | None = None
    sessions: int | None = None
    """Times a day, where an answer said that the last number of "3x10x2" is that."""

    @property
    def empty(self) -> bool:
        """Whether nothing says how much."""
        return not any(
            (self.sets, self.reps, self.counts, self.times, self.holds, self.distances, self.series, self.modes)
        )


def amount_words(quantity: Quantity) -> str:
    """A quantity as it is said back: "8–12", "30 s"."""
    high = "" if quantity.high is None else f"–{number_text(quantity.high)}"
    return f"{number_text(quantity.low)}{high} {quantity.unit}".strip()


def tally_of(amounts: list[Amount], asking: Asking) -> Tally:
    """Sorts the quantities of all amounts; what could be two things is asked."""
    tally = Tally()
    for amount in _without_double_totals(amounts, asking):
        _add(tally, [_with_unit(factor, asking) for factor in amount.factors], amount, asking)
        if amount.counted is not None and tally.counted is not RepsCounted.TOTAL:
            tally.counted = amount.counted
    _count_or_sets(tally, asking)
    return tally


def _without_double_totals(amounts: list[Amount], asking: Asking) -> list[Amount]:
    """Leaves out a total that only repeats what is said per side: "20 total / 10 per side"."""
    totals = [amount for amount in amounts if amount.counted is RepsCounted.TOTAL]
    per_side = [amount for amount in amounts if amount.counted is RepsCounted.PER_SIDE]
    if not totals or not per_side:
        return amounts
    if totals[0].factors[-1].low == 2 * per_side[0].factors[-1].low:
        return [amount for amount in amounts if amount not in totals]
    choices = {amount.words + " in total": totals for amount in totals} | {f"{per_side[0].words} per side": per_side}
    chosen = asking.choose("reps", "The number per side and the total do not agree. Which one is meant?", choices)
    return amounts if chosen is None else [a for a in amounts if a.counted is None or a in chosen]


def _with_unit(factor: Quantity, asking: Asking) -> Quantity:
    if factor.unit != "m?":
        return factor
    if factor.low > CLEARLY_METRES:
        return replace(factor, unit="m")
    said = number_text(factor.low)
    unit = asking.choose(
        "length", f"Is {said}m a distance or a time?", {f"{said} metres": "m", f"{said} minutes": "min"}
    )
    return replace(factor, unit=unit or "m")


def _add(tally: Tally, factors: list[Quantity], amount: Amount, asking: Asking) -> None:
    plain: list[Quantity] = []
    for factor in factors:
        if factor.mode is not None:
            tally.modes.append(factor.mode)
        elif factor.series:
            tally.series.append(factor.series)
            if factor.unit in SECONDS:
                asking.say("line", f"I cannot read the times {amount.words}. Please write the line again.")
        elif factor.hold:
            tally.holds.append(factor)
        elif factor.unit in SECONDS:
            tally.times.append(factor)
        elif factor.unit in METRES:
            tally.distances.append(factor)
        elif factor.unit:
            (tally.sets if factor.unit == "sets" else tally.reps).append(factor)
        else:
            plain.append(factor)
    units = {factor.unit for factor in factors}
    if len(plain) >= 2 or "reps" in units or (plain and "sets" in units):
        # A time that is multiplied by repetitions is how long each one is held: "3x10x5s".
        held = [factor for factor in factors if factor.unit in SECONDS and not factor.hold]
        tally.times = [time for time in tally.times if time not in held]
        tally.holds += [replace(time, hold=True) for time in held]
    _add_plain(tally, plain, factors, amount, asking)


def _add_plain(tally: Tally, plain: list[Quantity], factors: list[Quantity], amount: Amount, asking: Asking) -> None:
    units = {factor.unit for factor in factors}
    timed = any(factor.hold or factor.unit in SECONDS for factor in factors)
    if len(plain) == 1:
        if "sets" in units:
            tally.reps += plain
        elif "reps" in units or units & set(METRES) or any(factor.series or factor.mode for factor in factors):
            tally.sets += plain
        else:
            (tally.counts if timed else tally.reps).extend(plain)
    elif len(plain) == 2 or (len(plain) == 3 and not timed):
        sets, reps = _in_order(plain[0], plain[1], amount, asking)
        tally.sets.append(sets)
        tally.reps.append(reps)
        if len(plain) == 3:
            _third(tally, plain[2], asking)
    elif len(plain) > 2:
        asking.say("line", f"I cannot read {amount.words}. Please write the line again.")


def _in_order(first: Quantity, second: Quantity, amount: Amount, asking: Asking) -> tuple[Quantity, Quantity]:
    """Sets come first; but "10x3" is written for three sets of ten too, and ten sets are rarely meant."""
    if first.low <= second.low and first.low < 8:
        return first, second
    one, other = amount_words(first), amount_words(second)
    meanings = {f"{one} sets of {other}": (first, second), f"{other} sets of {one}": (second, first)}
    chosen = asking.choose("sets", f"What does {amount.words} mean?", meanings)
    return chosen or (first, second)


def _third(tally: Tally, third: Quantity, asking: Asking) -> None:
    said = amount_words(third)
    held, sessions = f"hold each for {said} s", f"{said} times a day"
    chosen = asking.choose("third", f"What does the last number, {said}, count?", {held: "hold", sessions: "sessions"})
    if chosen == "sessions":
        tally.sessions = int(third.low)
    else:
        tally.holds.append(replace(third, unit="s", hold=True))


def _count_or_sets(tally: Tally, asking: Asking) -> None:
    """Two numbers of which neither is said to be the sets: "10 reps ... x3" leaves open which of them is."""
    labelled = [q for q in tally.reps if q.unit == "reps"]
    bare = tally.counts + [q for q in tally.reps if q.unit != "reps"]
    one, other = (labelled[:1], bare[:1]) if labelled else (tally.reps[:1], tally.counts[:1])
    if not one or not other or tally.sets:
        return
    said, also = amount_words(replace(one[0], unit="")), amount_words(other[0])
    meanings = {f"{also} sets of {said}": False, f"{said} sets of {also}": True}
    swapped = asking.choose("sets", f"How do {said} and {also} belong together?", meanings)
    sets, reps = (one[0], other[0]) if swapped else (other[0], one[0])
    tally.sets, tally.reps, tally.counts = [replace(sets, unit="sets")], [replace(reps, unit="reps")], []


def agreed(about: str, found: list[Quantity], unit: str, asking: Asking) -> Quantity | None:
    """The one quantity that all of a list say; where they differ it is asked."""
    distinct = {(q.low, q.high, q.unit if unit == "" else unit): q for q in found}
    if len(distinct) < 2:
        return found[0] if found else None
    choices = {f"{amount_words(replace(q, unit=''))} {unit or q.unit}".strip(): q for q in distinct.values()}
    text = f"The line says {' and '.join(choices)}. Which one is meant?"
    return asking.choose(about, text, choices) or found[0]
