"""A dose as the extension `exercise-dose` of a ServiceRequest: reading."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from hep_care.dose import Dose, Floor, Kind, RepsCounted, RepsMode, Side, SideDose, SideStyle, Unit
from hep_care.plain_text import plain_text
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import Json, amount, code, part, parts, seconds, whole, words
from hep_sync.fhir.load import read_load

Word = TypeVar("Word", bound=StrEnum)

MOST_SETS = 100
MOST_REPS = 1000
MOST_HOLD_S = 3600
MOST_SET_S = 6 * 3600
MOST_REST_S = 3600
MOST_METRES = 100_000
_LEAST_REST = 0

DURATIONS = {
    "rest_s": "rest",
    "rep_rest_s": "repRest",
    "rep_s": "repTime",
    "switch_s": "switch",
    "lead_in_s": "leadIn",
    "between_s": "betweenExercises",
}
FLOOR_UNITS = {Unit.REPS: "{reps}", Unit.SECONDS: "s", Unit.METRES: "m"}
_REPEATING = frozenset(("sideDose", "setLabel"))
_KNOWN = frozenset(
    (
        "kind", "sets", "setsMax", "reps", "repsMax", "repsPerSet", "repsCounted", "repsMode", "hold", "setDuration",
        "distance", "tempo", "side", "style", "startSide", "load", "loadPercent", "resistance", "effortTarget",
        "effortMax", "painMax", "floor", "bpm", *_REPEATING, *DURATIONS.values(),
    )
)  # fmt: skip


def dose_from_extension(found: Json) -> tuple[Dose, tuple[str, ...]]:
    """The dose, and in words what of the extension was not understood.

    Raises `NotUnderstood` for values that cannot be meant: 0 repetitions, a hold of 10 hours.
    """
    given = _by_url(found)
    side, style, unsure = _sides(given)
    dose = Dose(
        kind=_kind(given),
        sets=_count(given, "sets", MOST_SETS) or 1,
        sets_max=_count(given, "setsMax", MOST_SETS),
        reps=_count(given, "reps", MOST_REPS),
        reps_max=_count(given, "repsMax", MOST_REPS),
        reps_per_set=_numbers(given, "repsPerSet", ",", 1, MOST_REPS, MOST_SETS),
        reps_counted=_word(given, "repsCounted", RepsCounted) or RepsCounted.PER_SIDE,
        reps_mode=_word(given, "repsMode", RepsMode) or RepsMode.COUNTED,
        hold_s=_seconds(given, "hold", 1, MOST_HOLD_S),
        duration_s=_seconds(given, "setDuration", 1, MOST_SET_S),
        distance_m=_metres(given),
        tempo=_numbers(given, "tempo", "-", 0, 60, 4),
        side=side,
        style=style,
        start_side=_word(given, "startSide", Side),
        side_doses=tuple(_read_side_dose(item) for item in parts(found, "extension") if item.get("url") == "sideDose"),
        load=read_load(given),
        floor=_floor(given),
        effort_target=_of_ten(given, "effortTarget"),
        effort_max=_of_ten(given, "effortMax"),
        pain_max=_of_ten(given, "painMax"),
        bpm=_count(given, "bpm", 400, 10),
        set_labels=_labels(found),
        **{name: _seconds(given, url, _LEAST_REST, MOST_REST_S) for name, url in DURATIONS.items()},
    )
    _check(dose)
    return dose, (*_unknown(found), *unsure)


def _by_url(found: Json) -> dict[str, Json]:
    given: dict[str, Json] = {}
    for item in parts(found, "extension"):
        url = code(item, "url")
        if url in given and url not in _REPEATING:
            raise NotUnderstood(f"its dose says {plain_text(url, limit=40)} twice")
        given[url] = item
    return given


def _kind(given: dict[str, Json]) -> Kind:
    if "kind" in given:
        return _word(given, "kind", Kind) or Kind.COMPLETION
    for url, kind in (
        ("setDuration", Kind.DURATION),
        ("distance", Kind.DISTANCE),
        ("hold", Kind.HOLD),
        ("reps", Kind.REPS),
        ("repsPerSet", Kind.REPS),
        ("repsMode", Kind.REPS),
    ):
        if url in given:
            return kind
    return Kind.COMPLETION


def _sides(given: dict[str, Json]) -> tuple[Side, SideStyle | None, tuple[str, ...]]:
    style = _word(given, "style", SideStyle)
    if code(given.get("side"), "valueCode") != "alternate":
        return _word(given, "side", Side) or Side.NONE, style, ()
    said = "repsCounted" in given or "reps" not in given
    unsure = () if said else ("It does not say whether the repetitions are for each side or for both together.",)
    return Side.EACH, style or SideStyle.ALTERNATE_REPS, unsure


def _check(dose: Dose) -> None:
    if dose.reps_max is not None and dose.reps_max < (dose.reps or dose.reps_max + 1):
        raise NotUnderstood("its range of repetitions does not begin before it ends")
    if dose.sets_max is not None and dose.sets_max < dose.sets:
        raise NotUnderstood("its range of sets ends before it begins")
    if dose.tempo and not sum(dose.tempo):
        raise NotUnderstood("its tempo takes no time")
    needed = {Kind.HOLD: dose.hold_s, Kind.DURATION: dose.duration_s, Kind.DISTANCE: dose.distance_m}
    if dose.kind in needed and needed[dose.kind] is None:
        raise NotUnderstood(f"its dose is a {dose.kind.value} without an amount")
    if dose.kind in (Kind.REPS, Kind.HOLD) and dose.reps_mode is RepsMode.COUNTED:
        sides = {own.side for own in dose.side_doses if own.reps}
        if not (dose.reps or dose.reps_per_set or sides):
            raise NotUnderstood("its dose does not say how many repetitions")


def _count(given: dict[str, Json], url: str, most: int, least: int = 1) -> int | None:
    item = given.get(url)
    if item is None:
        return None
    value = next((item[key] for key in ("valuePositiveInt", "valueInteger", "valueUnsignedInt") if key in item), None)
    return whole(value, least, most, url)


def _of_ten(given: dict[str, Json], url: str) -> int | None:
    return _count(given, url, 10, 0)


def _seconds(given: dict[str, Json], url: str, least: int, most: int) -> int | None:
    return seconds(_quantity(given[url]), least, most, url) if url in given else None


def _quantity(item: Json) -> Json:
    return part(item, "valueDuration") or part(item, "valueQuantity")


def _metres(given: dict[str, Json]) -> Decimal | None:
    if "distance" not in given:
        return None
    value = amount(_quantity(given["distance"]), {"m": 1, "km": 1000}, "the distance")
    if not 0 < value <= MOST_METRES:
        raise NotUnderstood(f"its distance of {value} m is not one to go")
    return value


def _floor(given: dict[str, Json]) -> Floor | None:
    if "floor" not in given:
        return None
    asked = _quantity(given["floor"])
    for unit, ucum in FLOOR_UNITS.items():
        if asked.get("code", asked.get("unit")) in (ucum, unit.value):
            return Floor(whole(amount(asked, {ucum: 1, unit.value: 1}, "the floor"), 1, MOST_METRES, "floor"), unit)
    raise NotUnderstood("the least that counts is in a unit that is not known")


def _word(given: dict[str, Json], url: str, kind: type[Word]) -> Word | None:
    if url not in given:
        return None
    said = code(given[url], "valueCode") or code(given[url], "valueString")
    try:
        return kind(said)
    except ValueError as error:
        raise NotUnderstood(f"its {url} {ascii(said)[:40]} is not known") from error


def _numbers(given: dict[str, Json], url: str, between: str, least: int, most: int, longest: int) -> tuple[int, ...]:
    if url not in given:
        return ()
    pieces = code(given[url], "valueString").replace(" ", "").split(between)
    if len(pieces) > longest or not all(piece.isascii() and piece.isdigit() and len(piece) < 6 for piece in pieces):
        raise NotUnderstood(f"its {url} is not a list of numbers")
    return tuple(whole(int(piece), least, most, url) for piece in pieces)


def _labels(found: Json) -> tuple[str, ...]:
    labels = (
        words(item, "valueString", limit=80) for item in parts(found, "extension") if item.get("url") == "setLabel"
    )
    return tuple(label for label in labels if label)[:MOST_SETS]


def _read_side_dose(item: Json) -> SideDose:
    given = _by_url(item)
    side = _word(given, "side", Side)
    if side not in (Side.LEFT, Side.RIGHT):
        raise NotUnderstood("a dose of one side does not say which side")
    return SideDose(
        side=side,
        sets=_count(given, "sets", MOST_SETS),
        reps=_count(given, "reps", MOST_REPS),
        hold_s=_seconds(given, "hold", 1, MOST_HOLD_S),
        duration_s=_seconds(given, "setDuration", 1, MOST_SET_S),
        load=read_load(given),
    )


def _unknown(found: Json) -> tuple[str, ...]:
    unknown = (item for item in parts(found, "extension") if code(item, "url") not in _KNOWN)
    return tuple(said_in_words(item) for item in unknown)


def said_in_words(item: Json) -> str:
    """An extension that is not known, as text: "stretchTarget: hamstring"."""
    name = plain_text(code(item, "url").rstrip("/").rpartition("/")[2], limit=60) or "?"
    value = next((inner for key, inner in item.items() if key.startswith("value")), None)
    return f"{name}: {_in_words(value)}".removesuffix(": ")


_WORDS: tuple[Callable[[object], str], ...] = (
    lambda value: words(value, "text"),
    lambda value: words(value, "display"),
    lambda value: " ".join(
        plain_text(str(value[key]), limit=40) for key in ("value", "unit") if isinstance(value, dict) and key in value
    ),
)


def _in_words(value: object) -> str:
    if isinstance(value, str):
        return plain_text(value, limit=300)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)[:40]
    return next((text for reader in _WORDS if (text := reader(value))), "")
