"""A dose as the extension `exercise-dose` of a ServiceRequest: writing."""

from __future__ import annotations

from hep_care.dose import Dose, RepsCounted, RepsMode, Side, SideDose, SideStyle
from hep_sync.fhir import codes
from hep_sync.fhir.dose import DURATIONS, FLOOR_UNITS
from hep_sync.fhir.element import Json, duration, quantity
from hep_sync.fhir.load import load_extensions


def dose_to_extension(dose: Dose) -> Json:
    """The extension of a dose; what is at its default, and can be told from the rest, is left out."""
    made = [
        *_counts(dose),
        *_integer("effortTarget", dose.effort_target),
        *_integer("effortMax", dose.effort_max),
        *_integer("painMax", dose.pain_max),
        {"url": "kind", "valueCode": dose.kind.value},
        *_manner(dose),
        *({"url": "setLabel", "valueString": label} for label in dose.set_labels),
        *({"url": "sideDose", "extension": _side_dose(own)} for own in dose.side_doses),
    ]
    return {"url": codes.EXERCISE_DOSE, "extension": made}


def _counts(dose: Dose) -> list[Json]:
    alternate = dose.side is Side.EACH and dose.style is SideStyle.ALTERNATE_REPS
    side = "alternate" if alternate else dose.side.value
    return [
        *_positive("sets", dose.sets),
        *_positive("setsMax", dose.sets_max),
        *_positive("reps", dose.reps),
        *_positive("repsMax", dose.reps_max),
        *_duration("hold", dose.hold_s),
        *_duration("setDuration", dose.duration_s),
        *_duration("rest", dose.rest_s),
        *([{"url": "side", "valueCode": side}] if dose.side is not Side.NONE else []),
        *([{"url": "tempo", "valueString": "-".join(map(str, dose.tempo))}] if dose.tempo else []),
        *load_extensions(dose.load),
    ]


def _manner(dose: Dose) -> list[Json]:
    made: list[Json] = []
    if dose.reps_per_set:
        made.append({"url": "repsPerSet", "valueString": ",".join(map(str, dose.reps_per_set))})
    if dose.reps_counted is not RepsCounted.PER_SIDE or dose.style is SideStyle.ALTERNATE_REPS:
        made.append({"url": "repsCounted", "valueCode": dose.reps_counted.value})
    if dose.reps_mode is not RepsMode.COUNTED:
        made.append({"url": "repsMode", "valueCode": dose.reps_mode.value})
    if dose.style is not None:
        made.append({"url": "style", "valueCode": dose.style.value})
    if dose.start_side is not None:
        made.append({"url": "startSide", "valueCode": dose.start_side.value})
    for name, url in DURATIONS.items():
        if url != "rest":
            made += _duration(url, getattr(dose, name))
    if dose.distance_m is not None:
        made.append({"url": "distance", "valueQuantity": quantity(dose.distance_m, "m")})
    if dose.floor is not None:
        unit = FLOOR_UNITS[dose.floor.unit]
        made.append({"url": "floor", "valueQuantity": quantity(dose.floor.value, dose.floor.unit.value, unit)})
    return made + _positive("bpm", dose.bpm)


def _side_dose(own: SideDose) -> list[Json]:
    return [
        {"url": "side", "valueCode": own.side.value},
        *_positive("sets", own.sets),
        *_positive("reps", own.reps),
        *_duration("hold", own.hold_s),
        *_duration("setDuration", own.duration_s),
        *load_extensions(own.load),
    ]


def _positive(url: str, value: int | None) -> list[Json]:
    return [] if value is None else [{"url": url, "valuePositiveInt": value}]


def _integer(url: str, value: int | None) -> list[Json]:
    return [] if value is None else [{"url": url, "valueInteger": value}]


def _duration(url: str, value: int | None) -> list[Json]:
    return [] if value is None else [{"url": url, "valueDuration": duration(value)}]
