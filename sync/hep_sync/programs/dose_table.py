"""The dose of one exercise of a program file."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hep_care.dose import (
    Dose,
    Floor,
    Kind,
    Load,
    LoadKind,
    RepsCounted,
    RepsMode,
    Side,
    SideDose,
    SideStyle,
    Unit,
)
from hep_care.schedule import Schedule
from hep_sync.fhir.dose import MOST_HOLD_S, MOST_METRES, MOST_REPS, MOST_REST_S, MOST_SET_S, MOST_SETS
from hep_sync.programs.table import Table, seconds_of

_MOST_LOAD = 1000
_TEMPO = re.compile(r"\d{1,2}(-\d{1,2}){0,3}\Z", re.ASCII)
_WEIGHT = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(kg|lb|%)(.*)\Z", re.ASCII | re.DOTALL)
_LEAST = re.compile(r"(\d{1,6})\s*(reps?|repetitions?|m|metres?|meters?)\Z", re.ASCII)
_WEIGHTS = {"kg": LoadKind.KG, "lb": LoadKind.LB, "%": LoadKind.PERCENT}
DOSE_KEYS = (
    "kind", "sets", "reps", "reps_counted", "hold", "duration", "distance", "tempo", "rep_time", "side", "style",
    "start_side", "left", "right", "load", "floor", "set_labels",
)  # fmt: skip
"""Keys that a dose line says in their place."""


def read_dose(table: Table, name: str) -> tuple[Dose, Schedule | None]:
    """The dose of an exercise, and the schedule where a dose line says one."""
    line = table.text("line", limit=500)
    if line:
        dose, schedule = _of_line(table, line, name)
    else:
        dose, schedule = _of_keys(table), None
    return replace(dose, **_extras(table)), schedule


def _of_line(table: Table, line: str, name: str) -> tuple[Dose, Schedule | None]:
    # Imported here: most programs are written without dose lines.
    from hep_care.dose_line import Unclear, answer

    for key in DOSE_KEYS:
        if key in table:
            table.get(key)
            table.wrong(key, "stands beside `line`, which says the dose already")
    found = answer(line, {"name": name})
    if isinstance(found, Unclear):
        for question in found.questions:
            choices = f" ({'; '.join(question.choices)})" if question.choices else ""
            table.wrong("line", f"is not clear: {question.text}{choices}")
        return Dose(Kind.COMPLETION), None
    if found.name.casefold() != name.casefold():
        table.wrong("line", f"holds words that are neither the name nor the dose: {found.name!r}")
    return found.dose, found.schedule


def _extras(table: Table) -> dict[str, Any]:
    """What a dose line may leave to keys of its own; only what is given."""
    rests = {
        "rep_rest_s": "rep_rest",
        "rest_s": "rest",
        "between_s": "between",
        "switch_s": "switch",
        "lead_in_s": "lead_in",
    }
    said = {name: table.seconds(key, 0, MOST_REST_S) for name, key in rests.items()}
    said |= {
        "effort_target": table.whole("effort", 0, 10),
        "effort_max": table.whole("effort_max", 0, 10),
        "pain_max": table.whole("pain_max", 0, 10),
        "bpm": table.whole("bpm", 10, 400),
    }
    return {name: value for name, value in said.items() if value is not None}


def _of_keys(table: Table) -> Dose:
    sets, sets_max = table.span("sets", 1, MOST_SETS)
    reps, reps_max, per_set, mode = _reps(table)
    hold = table.seconds("hold", 1, MOST_HOLD_S)
    duration = table.seconds("duration", 1, MOST_SET_S)
    distance = table.decimal("distance", MOST_METRES)
    counted = bool(reps or per_set) or mode is not RepsMode.COUNTED
    kind = table.word("kind", Kind) or _kind(counted, hold, duration, distance)
    if kind is Kind.HOLD and not counted:
        reps = 1
    dose = Dose(
        kind=kind,
        sets=len(per_set) or sets or 1,
        sets_max=sets_max,
        reps=reps,
        reps_max=reps_max,
        reps_per_set=per_set,
        reps_counted=table.word("reps_counted", RepsCounted) or RepsCounted.PER_SIDE,
        reps_mode=mode,
        hold_s=hold,
        duration_s=duration,
        distance_m=distance,
        tempo=_tempo(table),
        rep_s=table.seconds("rep_time", 1, MOST_HOLD_S),
        side=table.word("side", Side) or Side.NONE,
        style=table.word("style", SideStyle),
        start_side=table.word("start_side", Side),
        side_doses=_side_doses(table),
        load=read_load(table),
        floor=_floor(table),
        set_labels=table.texts("set_labels"),
    )
    _check(table, dose, counted)
    return dose


def _kind(counted: bool, hold: int | None, duration: int | None, distance: Decimal | None) -> Kind:
    if duration is not None:
        return Kind.DURATION
    if distance is not None:
        return Kind.DISTANCE
    if hold is not None:
        return Kind.HOLD
    return Kind.REPS if counted else Kind.COMPLETION


def _check(table: Table, dose: Dose, counted: bool) -> None:
    needed = {
        Kind.REPS: ("reps", counted or any(own.reps for own in dose.side_doses)),
        Kind.HOLD: ("hold", dose.hold_s is not None),
        Kind.DURATION: ("duration", dose.duration_s is not None),
        Kind.DISTANCE: ("distance", dose.distance_m is not None),
        Kind.COMPLETION: ("kind", True),
    }
    key, given = needed[dose.kind]
    if not given and key not in table:
        table.wrong("kind", f"is {dose.kind.value}, and `{key}` is missing")
    amounts = [key for key in ("reps", "duration", "distance") if key in table]
    if len(amounts) > 1 or ("hold" in table and amounts and amounts != ["reps"]):
        table.wrong(
            amounts[-1], f"does not go with `{'hold' if 'hold' in table else amounts[0]}`: a set is one or other"
        )
    if dose.reps_per_set and "sets" in table and table.data["sets"] != len(dose.reps_per_set):
        table.wrong("sets", f"is not the number of sets that `reps` lists, which is {len(dose.reps_per_set)}")


def _reps(table: Table) -> tuple[int | None, int | None, tuple[int, ...], RepsMode]:
    value = table.get("reps")
    if isinstance(value, list):
        if not 1 <= len(value) <= MOST_SETS:
            table.wrong("reps", "lists no sets, or too many")
        found = [table.in_range(f"reps[{n}]", one, 1, MOST_REPS) for n, one in enumerate(value[:MOST_SETS], 1)]
        return None, None, tuple(one for one in found if one is not None), RepsMode.COUNTED
    if isinstance(value, str) and (said := value.strip().lower().replace("_", "-").replace(" ", "-")) in (
        RepsMode.AMRAP.value,
        RepsMode.TO_FATIGUE.value,
    ):
        return None, None, (), RepsMode(said)
    low, high = table.span("reps", 1, MOST_REPS)
    return low, high, (), RepsMode.COUNTED


def _tempo(table: Table) -> tuple[int, ...]:
    said = table.text("tempo", limit=20)
    if not said:
        return ()
    numbers = tuple(int(part) for part in said.split("-")) if _TEMPO.match(said) else ()
    if not sum(numbers) or max(numbers) > 60:
        table.wrong("tempo", f'is {said!r}; it must be seconds of each phase, such as "3-0-3"')
        return ()
    return numbers


def _side_doses(table: Table) -> tuple[SideDose, ...]:
    made: list[SideDose] = []
    for side in (Side.LEFT, Side.RIGHT):
        own = table.table(side.value)
        if own is None:
            continue
        made.append(
            SideDose(
                side=side,
                sets=own.whole("sets", 1, MOST_SETS),
                reps=own.whole("reps", 1, MOST_REPS),
                hold_s=own.seconds("hold", 1, MOST_HOLD_S),
                duration_s=own.seconds("duration", 1, MOST_SET_S),
                load=read_load(own),
            )
        )
        own.finish()
    return tuple(made)


def read_load(table: Table) -> Load | None:
    """The load: "2 kg", "red band", "70 %", "body weight" or other words, or a table that says it part by part."""
    value = table.data.get("load")
    if isinstance(value, dict):
        return _load_table(table)
    said = table.text("load", limit=120)
    if not said:
        return None
    words = said.lower()
    if words in ("body weight", "bodyweight", "body-weight"):
        return Load(LoadKind.BODY_WEIGHT)
    if match := _WEIGHT.match(words):
        number, unit, rest = match.groups()
        amount = Decimal(number)
        if not 0 < amount <= _MOST_LOAD:
            table.wrong("load", f"is {said!r}; it must be above 0 and at most {_MOST_LOAD}")
        return Load(_WEIGHTS[unit], amount, text="" if unit == "%" else said[len(said) - len(rest) :].strip())
    if words.endswith(" band"):
        return Load(LoadKind.BAND, colour=said[: -len(" band")].strip())
    return Load(LoadKind.TEXT, text=said)


def _load_table(table: Table) -> Load | None:
    own = table.table("load")
    if own is None:
        return None
    text = own.text("text", limit=120)
    kinds = {"kg": LoadKind.KG, "lb": LoadKind.LB, "percent": LoadKind.PERCENT}
    numbers = {kind: own.decimal(key, _MOST_LOAD) for key, kind in kinds.items() if key in own}
    band, maker = own.text("band", limit=60), own.text("maker", limit=60)
    own.finish()
    if len(numbers) + bool(band) > 1:
        table.wrong("load", "says more than one load")
    if band:
        return Load(LoadKind.BAND, colour=band, maker=maker, text=text)
    for kind, value in numbers.items():
        return Load(kind, value, text=text)
    if not text:
        table.wrong("load", "says no load: give kg, lb, percent, band or text")
    return Load(LoadKind.TEXT, text=text)


def _floor(table: Table) -> Floor | None:
    said = table.text("floor", limit=40).lower()
    if not said:
        return None
    match = _LEAST.match(said)
    if match:
        number, unit = int(match.group(1)), Unit.REPS if match.group(2).startswith("rep") else Unit.METRES
    else:
        number, unit = seconds_of(said) or 0, Unit.SECONDS
    if not 1 <= number <= MOST_METRES:
        table.wrong("floor", f'is {said!r}; it must be the least that counts, such as "3 reps", "5 min" or "5 m"')
        return None
    return Floor(number, unit)
