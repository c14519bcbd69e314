"""Doses, loads, sides and times as a patient reads them; numbers are shown exactly as prescribed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hep_care.dose import Dose, Floor, Kind, Load, LoadKind, RepsCounted, RepsMode, Side, SideDose, SideStyle, Unit

_SIDE_WORDS = {
    Side.NONE: "",
    Side.LEFT: "left",
    Side.RIGHT: "right",
    Side.BOTH: "both together",
    Side.EACH: "each side",
}
_SIDE_LETTERS = {Side.NONE: "", Side.LEFT: "L", Side.RIGHT: "R", Side.BOTH: "B", Side.EACH: "L+R"}
_STYLE_WORDS = {
    SideStyle.ALTERNATE_SETS: "sides take turns set by set",
    SideStyle.BLOCKS: "all sets of one side first",
    SideStyle.ALTERNATE_REPS: "sides take turns rep by rep",
    SideStyle.LEAD_FOOT: "that foot in front",
    SideStyle.OTHER_SIDE_WORKS: "one side rests while the other works",
    SideStyle.SWAP_EACH_SET: "change legs between sets",
}
_UNIT_WORDS = {Unit.REPS: "reps", Unit.METRES: "m"}
_KG_A_POUND = Decimal("0.45359237")
"""Exact: the international avoirdupois pound."""


def number_text(value: Decimal | int) -> str:
    """A number without trailing zeros or an exponent: 2.50 is "2.5", 100 is "100"."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def seconds_text(n: int) -> str:
    """A number of seconds as it is said: "45 s", "60 s", "1 min 30 s", "5 min", "1 h 10 min"."""
    if n <= 60:
        return f"{n} s"
    minutes, seconds = divmod(n, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount)


def minutes_text(seconds: int) -> str:
    """Roughly how long, in whole minutes rounded to the nearest: "8 min", or "under a minute"."""
    return "under a minute" if seconds < 60 else f"{(seconds + 30) // 60} min"


def side_letter(side: Side) -> str:
    """One side in a narrow column: L, R, B for both together, L+R for each; nothing where there is no side."""
    return _SIDE_LETTERS[side]


def side_word(side: Side, affected: Side | None = None) -> str:
    """One side in words, with a remark where it is the operated or sore one; empty where there is no side."""
    word = _SIDE_WORDS[side]
    if side in (Side.LEFT, Side.RIGHT) and side is affected:
        return f"{word} (the affected side)"
    return word


def load_text(load: Load, units: str = "") -> str:
    """A load in the unit it was prescribed in: "red band", "10 kg", "70 % of your greatest effort".

    Where `units` is the other one of `kg` and `lb`, it is said in that too: "10 lb · 4.5 kg".
    """
    value = "" if load.value is None else number_text(load.value)
    match load.kind:
        case LoadKind.BODY_WEIGHT:
            words = "body weight"
        case LoadKind.KG | LoadKind.LB:
            words = " · ".join(filter(None, (f"{value} {load.kind.value}".strip(), _converted(load, units))))
        case LoadKind.BAND:
            words = f"{load.colour} band".strip() + (f" ({load.maker})" if load.maker else "")
        case LoadKind.PERCENT:
            words = f"{value} % of your greatest effort".strip()
        case LoadKind.TEXT:
            words = ""
    return " ".join(part for part in (words, load.text) if part)


def _converted(load: Load, units: str) -> str:
    """A weight in the other unit, rounded once from what was prescribed to a tenth; empty where there is no other."""
    if load.value is None or units == load.kind.value or units not in (LoadKind.KG, LoadKind.LB):
        return ""
    exact = load.value * _KG_A_POUND if units == LoadKind.KG else load.value / _KG_A_POUND
    return f"{number_text(exact.quantize(Decimal('0.1'), ROUND_HALF_UP))} {units}"


def dose_short(dose: Dose) -> str:
    """The amount alone, for a column of about 22 cells: "3 × 10", "10 × 10 s", "6-4-2 × 10 s", "5 min", "once"."""
    at_most = "up to " if dose.floor is not None and dose.floor.value == 1 else ""
    match dose.kind:
        case Kind.COMPLETION:
            return "once" if dose.most_sets() == 1 else f"{dose.most_sets()} times"
        case Kind.HOLD:
            held = seconds_text(dose.hold_s or 0)
            reps = "" if dose.reps == 1 and not dose.reps_max and not dose.reps_per_set else _reps(dose)
            sets = "" if dose.reps_per_set else _sets(dose)
            return at_most + " × ".join(part for part in (sets, reps, held) if part)
        case Kind.DURATION:
            amount = seconds_text(dose.duration_s or 0)
        case Kind.DISTANCE:
            amount = f"{number_text(dose.distance_m or 0)} m"
        case Kind.REPS:
            return at_most + _reps_short(dose)
    return at_most + (f"{_sets(dose)} × {amount}" if _sets(dose) else amount)


def dose_text(dose: Dose, units: str = "") -> str:
    """The whole dose in one line: "3 × 10, hold 5 s, left side, rest 60 s between sets"; `units` as for `load_text`."""
    parts = [
        *_amount(dose),
        "half of it on each side" if dose.reps_counted is RepsCounted.TOTAL else _side_phrase(dose.side),
        _STYLE_WORDS[dose.style] if dose.style else "",
        f"start with the {dose.start_side.value}" if dose.start_side in (Side.LEFT, Side.RIGHT) else "",
        load_text(dose.load, units) if dose.load else "",
        f"tempo {'-'.join(map(str, dose.tempo))}" if dose.tempo else "",
        f"{seconds_text(dose.rep_s)} a rep" if dose.rep_s else "",
        *_rests(dose),
        _floor(dose.floor),
        _effort(dose),
        f"stop above pain {dose.pain_max} of 10" if dose.pain_max is not None else "",
        f"{dose.bpm} beats a minute" if dose.bpm else "",
        f"sets: {', '.join(dose.set_labels)}" if dose.set_labels else "",
        *(_side_dose(own, units) for own in dose.side_doses),
    ]
    return ", ".join(part for part in parts if part)


def _range(low: int, high: int | None) -> str:
    return f"{low}–{high}" if high is not None and high != low else str(low)


def _sets(dose: Dose) -> str:
    """The sets of a dose; empty for a single one, which needs no number."""
    words = _range(dose.sets, dose.sets_max)
    return "" if words == "1" else words


def _reps(dose: Dose) -> str:
    if dose.reps_per_set:
        return "-".join(map(str, dose.reps_per_set))
    if dose.reps_mode is RepsMode.AMRAP:
        return "as many as you can"
    if dose.reps_mode is RepsMode.TO_FATIGUE:
        return "until tired"
    return "1" if dose.reps is None else _range(dose.reps, dose.reps_max)


def _reps_short(dose: Dose) -> str:
    total = " total" if dose.reps_counted is RepsCounted.TOTAL else ""
    if dose.reps_per_set:
        return _reps(dose) + total
    if _sets(dose):
        return f"{_sets(dose)} × {_reps(dose)}{total}"
    if dose.reps_mode is not RepsMode.COUNTED:
        return _reps(dose)
    return f"{_reps(dose)}{total or (' rep' if _reps(dose) == '1' else ' reps')}"


def _amount(dose: Dose) -> tuple[str, ...]:
    """What is counted, and how long each repetition is held."""
    total = "in total" if dose.reps_counted is RepsCounted.TOTAL else ""
    if dose.kind is Kind.HOLD:
        held = f"hold {seconds_text(dose.hold_s or 0)}"
        if _reps(dose) == "1":
            return (f"{_sets(dose)} × {held}" if _sets(dose) else held, total)
        return (_reps_short_without_total(dose), held, total)
    if dose.kind is Kind.REPS:
        return (_reps_short_without_total(dose), total)
    return (dose_short(dose).removeprefix("up to "),)


def _reps_short_without_total(dose: Dose) -> str:
    if _sets(dose) and not dose.reps_per_set:
        return f"{_sets(dose)} × {_reps(dose)}"
    unit = "" if dose.reps_mode is not RepsMode.COUNTED else " rep" if _reps(dose) == "1" else " reps"
    return _reps(dose) + unit


def _side_phrase(side: Side) -> str:
    return f"{side.value} side" if side in (Side.LEFT, Side.RIGHT) else _SIDE_WORDS[side]


def _rests(dose: Dose) -> tuple[str, ...]:
    rests = (
        (dose.rep_rest_s, "between reps"),
        (dose.rest_s, "between sets"),
        (dose.between_s, "before the next exercise"),
    )
    said = tuple(f"rest {seconds_text(n)} {where}" if n else f"no rest {where}" for n, where in rests if n is not None)
    spans = ((dose.switch_s, "to change sides"), (dose.lead_in_s, "to get ready"))
    return said + tuple(f"{seconds_text(n)} {what}" for n, what in spans if n is not None)


def _floor(floor: Floor | None) -> str:
    if floor is None:
        return ""
    if floor.value == 1:
        return "as far as you can, any amount counts"
    amount = seconds_text(floor.value) if floor.unit is Unit.SECONDS else f"{floor.value} {_UNIT_WORDS[floor.unit]}"
    return f"as far as you can, {amount} is enough"


def _effort(dose: Dose) -> str:
    if dose.effort_target is not None:
        return f"effort {_range(dose.effort_target, dose.effort_max)} of 10"
    return f"effort at most {dose.effort_max} of 10" if dose.effort_max is not None else ""


def _side_dose(own: SideDose, units: str) -> str:
    parts = [
        _many(own.sets, "set"),
        _many(own.reps, "rep"),
        f"hold {seconds_text(own.hold_s)}" if own.hold_s is not None else "",
        seconds_text(own.duration_s) if own.duration_s is not None else "",
        load_text(own.load, units) if own.load else "",
    ]
    return f"{_SIDE_WORDS[own.side]}: {', '.join(part for part in parts if part)}"


def _many(amount: int | None, unit: str) -> str:
    return "" if amount is None else f"{amount} {unit}{'' if amount == 1 else 's'}"
