"""From the remarks of a line to one dose, or to the questions that decide it.

"10x10s" is ten holds of ten seconds: kind hold, one set. "3x30s" is read alike, as three holds of thirty
seconds; with a rest given ("3x30s, rest 30s"), in minutes ("2x1min"), or with the word sets ("3 sets of
30s") it is that many sets of a duration. The work is the same either way.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hep_care.dose import Dose, Floor, Kind, RepsMode, Unit
from hep_care.dose_line.amounts import JustOnce, Least, Quantity, Rest, Tolerated, quantity
from hep_care.dose_line.lexer import tokens_of
from hep_care.dose_line.questions import Asking
from hep_care.dose_line.reading import Reading
from hep_care.dose_line.tally import Tally, agreed, amount_words
from hep_care.dose_line.words import HELD, METRES, SECONDS, Line
from hep_care.dose_text import number_text, seconds_text

MOST = {"sets": 50, "reps": 1000, "seconds": 4 * 3600, "metres": 100_000}
JUST_DO_IT = "just do it"


def amount_of(reading: Reading, tally: Tally, asking: Asking) -> Dose:
    """The countable part of the dose: kind, sets, repetitions, times, rests and the least that is enough."""
    sets = agreed("sets", tally.sets, "sets", asking)
    reps = agreed("reps", tally.reps, "repetitions", asking)
    count = agreed("count", tally.counts, "times", asking)
    if reading.held:
        tally.holds += [replace(time, hold=True) for time in tally.times]
        tally.times = []
    hold = agreed("hold", tally.holds, "", asking)
    time = agreed("time", tally.times, "", asking)
    if tally.series:
        dose = _pyramid(tally, hold or time, asking)
    elif hold is not None:
        dose = _held(reading, hold, sets, reps, count, asking)
    elif time is not None:
        dose = _timed(reading, time, sets, reps, count, asking)
    elif tally.distances:
        dose = _far(agreed("distance", tally.distances, "", asking) or tally.distances[0], sets or reps, asking)
    else:
        dose = _repeated(reading, tally, sets, reps, asking)
    _contradictions(reading, tally, asking)
    return _limited(_rested(dose, reading, asking), reading, tally, asking)


def _contradictions(reading: Reading, tally: Tally, asking: Asking) -> None:
    """Has the line written again where it counts in several ways at once, of which a dose could keep only one."""
    ways = [bool(tally.times), bool(tally.holds), bool(tally.distances), bool(tally.modes)]
    if (
        sum(ways) > 1
        or len(set(tally.series)) + len(set(tally.modes)) > 1
        or (tally.distances and tally.reps and (tally.sets or tally.series))
        or (tally.counts and tally.reps and tally.sets)
        or (reading.of(JustOnce) and not tally.empty)
    ):
        asking.say("line", "The line says in several ways how much it is. Please write it again with one of them.")


def whole(value: Decimal | None, what: str, asking: Asking, least: int = 1) -> int | None:
    """A count or a number of seconds as an integer; one that no therapist can mean is asked for again."""
    if value is None:
        return None
    if value == value.to_integral_value() and least <= value <= MOST[what]:
        return int(value)
    asking.say("line", f"{number_text(value)} {what} cannot be right. Please write the line again.")
    return least


def seconds_of(time: Quantity, asking: Asking, about: str = "hold") -> int:
    """The seconds of one time; of a range, which has no place in a dose, one end is chosen."""
    unit = SECONDS.get(time.unit, Decimal(1))
    least = 0 if about == "rest" else 1
    low = whole(time.low * unit, "seconds", asking, least) or 0
    high = whole(None if time.high is None else time.high * unit, "seconds", asking, least)
    if high is None:
        return low
    ends = {seconds_text(low): low, seconds_text(high): high}
    return (
        asking.choose(about, f"{seconds_text(low)} to {seconds_text(high)}: which one shall the timer run?", ends)
        or low
    )


def _with_sets(dose: Dose, sets: Quantity | None, asking: Asking) -> Dose:
    if sets is None:
        return dose
    most = whole(sets.high, "sets", asking)
    return replace(dose, sets=whole(sets.low, "sets", asking) or 1, sets_max=most)


def _with_reps(dose: Dose, reps: Quantity | None, asking: Asking) -> Dose:
    if reps is None:
        return replace(dose, reps=1)
    most = whole(reps.high, "reps", asking)
    return replace(dose, reps=whole(reps.low, "reps", asking), reps_max=most)


def _held(
    reading: Reading,
    hold: Quantity,
    sets: Quantity | None,
    reps: Quantity | None,
    count: Quantity | None,
    asking: Asking,
) -> Dose:
    if not hold.unit and reps is None and count is None and sets is None:
        said = number_text(hold.low)
        meanings = {f"hold for {said} s": True, f"{said} repetitions": False}
        if asking.choose("unit", f"Does {said} count seconds or repetitions?", meanings) is False:
            return _with_reps(Dose(Kind.REPS), hold, asking)
    dose = Dose(Kind.HOLD, hold_s=seconds_of(hold, asking))
    if count is not None and sets is None and reps is None and _rest_between_sets(reading):
        return replace(_with_sets(dose, count, asking), reps=1)
    return _with_reps(_with_sets(dose, sets, asking), reps or count, asking)


def _rest_between_sets(reading: Reading) -> bool:
    return any(rest.where == "sets" for rest in reading.of(Rest))


def _timed(
    reading: Reading,
    time: Quantity,
    sets: Quantity | None,
    reps: Quantity | None,
    count: Quantity | None,
    asking: Asking,
) -> Dose:
    rested = any(rest.where in ("", "sets") for rest in reading.of(Rest))
    if count is not None and reps is None and (sets is not None or not (rested or time.unit != "s")):
        return _with_reps(_with_sets(Dose(Kind.HOLD, hold_s=seconds_of(time, asking)), sets, asking), count, asking)
    if reps is not None:
        if sets is not None:
            said = amount_words(time)
            choices = {f"hold each for {said}": True, f"rest {said} between sets": False}
            if asking.choose("time", f"What is {said}?", choices) is False:
                dose = _with_reps(_with_sets(Dose(Kind.REPS), sets, asking), reps, asking)
                return replace(dose, rest_s=seconds_of(time, asking, "rest"))
        return _with_reps(_with_sets(Dose(Kind.HOLD, hold_s=seconds_of(time, asking)), sets, asking), reps, asking)
    dose = _with_sets(Dose(Kind.DURATION), sets or count, asking)
    if time.high is None:
        return replace(dose, duration_s=seconds_of(time, asking, "time"))
    # The lower end of a range earns full credit, which is what a floor says; the timer runs the upper one.
    low = seconds_of(replace(time, high=None), asking)
    return replace(
        dose,
        duration_s=seconds_of(replace(time, low=time.high, high=None), asking),
        floor=Floor(low, Unit.SECONDS),
    )


def _far(distance: Quantity, sets: Quantity | None, asking: Asking) -> Dose:
    metres = METRES[distance.unit]
    most = (distance.high or distance.low) * metres
    if not 0 < most <= MOST["metres"]:
        asking.say("line", f"{amount_words(distance)} cannot be right. Please write the line again.")
    low = distance.low * metres
    floor = None if distance.high is None else Floor(max(1, int(low)), Unit.METRES)
    return replace(_with_sets(Dose(Kind.DISTANCE, distance_m=most), sets, asking), floor=floor)


def _pyramid(tally: Tally, hold: Quantity | None, asking: Asking) -> Dose:
    series = tally.series[0]
    steps = [after - before for before, after in pairwise(series)]
    said = "-".join(map(number_text, series))
    tempo_too = bool(tally.reps or tally.counts or tally.modes)
    if not tempo_too and len(series) > 2 and (all(step < 0 for step in steps) or all(step > 0 for step in steps)):
        per_set = tuple(whole(n, "reps", asking) or 1 for n in series)
        if tally.sets and tally.sets[0].low != len(series):
            asking.say(
                "line", f"{said} are {len(series)} sets, but the line says another number. Please write it again."
            )
    else:
        asking.say("line", f"Is {said} a tempo, or repetitions set by set? Please write the line again.")
        per_set = (1,)
    dose = Dose(Kind.REPS, sets=len(per_set), reps_per_set=per_set)
    return dose if hold is None else replace(dose, kind=Kind.HOLD, hold_s=seconds_of(hold, asking))


def _repeated(reading: Reading, tally: Tally, sets: Quantity | None, reps: Quantity | None, asking: Asking) -> Dose:
    if tally.modes and reps is not None:
        said = number_text(reps.low)
        meanings = {f"{said} repetitions": False, "as many as possible": True}
        if sets is None and not reps.unit:
            meanings = {f"{said} repetitions": False, f"{said} sets, as many as possible": True}
        if asking.choose("reps", f"Does the line mean {said} or as many as possible?", meanings):
            sets, reps = (reps if sets is None and not reps.unit else sets), None
        else:
            tally.modes = []
    if tally.modes:
        return replace(_with_sets(Dose(Kind.REPS), sets, asking), reps_mode=tally.modes[0])
    if reps is None:
        if reading.of(JustOnce) and sets is None:
            return Dose(Kind.COMPLETION)
        if "daily" in asking.open:
            return Dose(Kind.COMPLETION)
        text = "How many repetitions, or how long, is it?" if sets is None else "How much is one set?"
        asking.say("dose", text, () if sets else (JUST_DO_IT,))
        return Dose(Kind.COMPLETION)
    dose = _with_reps(_with_sets(Dose(Kind.REPS), sets, asking), reps, asking)
    return _seconds_perhaps(dose, reading, reps, asking)


def _seconds_perhaps(dose: Dose, reading: Reading, reps: Quantity, asking: Asking) -> Dose:
    """Asks whether the bare number of something that is held counts seconds; and for how long a hold is."""
    if reps.unit == "" and reps.high is None and any(word in reading.name.lower() for word in HELD):
        said = f"{dose.sets} × {dose.reps}" if dose.sets > 1 else str(dose.reps)
        meanings = {f"{said} s": True, f"{said} repetitions": False}
        if asking.choose("unit", f"Does {dose.reps} count seconds or repetitions?", meanings):
            if dose.sets == 1:
                return Dose(Kind.DURATION, duration_s=dose.reps)
            return Dose(Kind.HOLD, reps=dose.sets, reps_max=dose.sets_max, hold_s=dose.reps)
        return dose
    if not reading.held or "hold" in reading.name.lower():
        return dose
    line = Line(asking.answers.get("hold", ""), tokens_of(asking.answers.get("hold", "")))
    told = quantity(line, line.skip(0, ("hold", "for")))
    if told is None or told[0].series or told[0].unit not in ("", *SECONDS):
        asking.say("hold", "For how many seconds is each one held?")
        return dose
    return replace(dose, kind=Kind.HOLD, hold_s=seconds_of(told[0], asking))


def _rested(dose: Dose, reading: Reading, asking: Asking) -> Dose:
    rests: dict[str, list[Quantity]] = {}
    for rest in reading.of(Rest):
        inside = dose.kind is Kind.HOLD and dose.most_sets() == 1
        rests.setdefault(rest.where or ("reps" if inside else "sets"), []).append(rest.time)
    for where, found in rests.items():
        time = agreed("rest", found, "", asking) or found[0]
        seconds = _bare_rest(time, asking)
        match where:
            case "reps":
                dose = replace(dose, rep_rest_s=seconds)
            case "sets":
                dose = replace(dose, rest_s=seconds)
            case "sides":
                dose = replace(dose, switch_s=seconds)
            case _:
                dose = replace(dose, between_s=seconds)
    return dose


def _bare_rest(time: Quantity, asking: Asking) -> int:
    if time.unit == "" and time.low < 5:
        said = number_text(time.low)
        units = {f"{said} s": "s", f"{said} min": "min"}
        time = replace(time, unit=asking.choose("rest", f"Is the rest {said} seconds or minutes?", units) or "s")
    return seconds_of(time, asking, "rest")


def _limited(dose: Dose, reading: Reading, tally: Tally, asking: Asking) -> Dose:
    """Adds the least that is enough; "up to" and "as tolerated" alone mean that any amount is."""
    unit = {Kind.REPS: Unit.REPS, Kind.DISTANCE: Unit.METRES, Kind.DURATION: Unit.SECONDS}.get(dose.kind, Unit.REPS)
    if dose.kind is Kind.COMPLETION or dose.reps_mode is not RepsMode.COUNTED:
        return dose
    quantities = (*tally.reps, *tally.counts, *tally.times, *tally.holds, *tally.distances)
    if any(q.up_to for q in quantities) or reading.of(Tolerated):
        held = any(q.up_to for q in tally.holds)
        dose = replace(dose, floor=dose.floor or Floor(1, Unit.SECONDS if held else unit))
    for least in reading.of(Least):
        said = least.quantity
        if said.unit in SECONDS:
            dose = replace(dose, floor=Floor(seconds_of(said, asking, "least"), Unit.SECONDS))
        elif said.unit in METRES or said.unit == "m?":
            dose = replace(dose, floor=Floor(whole(said.low, "metres", asking) or 1, Unit.METRES))
        elif unit is Unit.SECONDS or said.series or said.mode is not None:
            asking.say("line", f"The least that is enough, {amount_words(said)}: of what? Please write the line again.")
        else:
            dose = replace(dose, floor=Floor(whole(said.low, "reps", asking) or 1, unit))
    return dose
