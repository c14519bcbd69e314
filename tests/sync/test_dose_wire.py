"""The dose extension: every part both ways, values that cannot be meant refused, unknown parts said in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from hep_care.dose import Dose, Kind, Load, LoadKind, Side, SideStyle
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.dose import dose_from_extension
from hep_sync.fhir.dose_write import dose_to_extension
from sync.records import doses, example


def seconds(value, **rest):
    """A Duration in seconds."""
    return {"value": value, "unit": "s", "system": codes.UCUM, "code": "s", **rest}


def dose_of(*parts):
    """An extension of these parts."""
    return {"url": codes.EXERCISE_DOSE, "extension": [{"url": url, key: value} for url, key, value in parts]}


@given(doses())
@settings(max_examples=300, deadline=None)
def test_round_trip(dose):
    """Any dose that means something is the same after it was written and read again, and nothing is unknown."""
    assert dose_from_extension(dose_to_extension(dose)) == (dose, ())


def test_written_as_the_examples_are():
    """The parts of the published extension come first, in their order and form; ours come after."""
    given = example("servicerequest-n-per-day")["extension"][1]
    written = dose_to_extension(dose_from_extension(given)[0])
    assert [part for part in written["extension"] if part in given["extension"]] == given["extension"]
    assert [part["url"] for part in written["extension"] if part not in given["extension"]] == ["kind"]


@pytest.mark.parametrize(
    ("name", "dose"),
    [
        (
            "servicerequest-revision-new",
            Dose(
                Kind.HOLD, 3, reps=12, hold_s=5, rest_s=60, side=Side.LEFT, pain_max=4,
                load=Load(LoadKind.KG, Decimal(1), text="ankle weight"),
            ),
        ),
        (
            "servicerequest-every-other-day",
            Dose(
                Kind.DURATION, duration_s=600, side=Side.BOTH, effort_max=5, pain_max=3,
                load=Load(LoadKind.TEXT, text="level 2"),
            ),
        ),
        ("servicerequest-time-of-day", Dose(Kind.HOLD, 2, reps=1, hold_s=30, rest_s=15, side=Side.EACH, pain_max=3)),
    ],
)  # fmt: skip
def test_kinds_are_told_from_the_parts(name, dose):
    """Without our `kind`, what a set consists of follows from which amounts are there."""
    assert dose_from_extension(example(name)["extension"][-1 if "new" not in name else 1])[0] == dose


def test_alternating_without_a_meaning_is_said():
    """Repetitions that alternate sides, with no word whether they are for each side, are shown with that doubt."""
    dose, unsure = dose_from_extension(example("servicerequest-when-codes")["extension"][0])
    assert (dose.side, dose.style) == (Side.EACH, SideStyle.ALTERNATE_REPS)
    assert len(unsure) == 1


@pytest.mark.parametrize(
    "part",
    [
        ("reps", "valuePositiveInt", 0),
        ("reps", "valuePositiveInt", -1),
        ("reps", "valuePositiveInt", 10**9),
        ("reps", "valuePositiveInt", 2.5),
        ("reps", "valuePositiveInt", True),
        ("reps", "valuePositiveInt", "10"),
        ("reps", "valueString", "10"),
        ("hold", "valueDuration", seconds(0.001)),
        ("hold", "valueDuration", {"value": 1, "unit": "ms", "system": codes.UCUM, "code": "ms"}),
        ("hold", "valueDuration", seconds(36_000)),
        ("hold", "valueDuration", {**seconds(10), "unit": "h", "code": "h"}),
        ("hold", "valueDuration", seconds(5, comparator="<")),
        ("hold", "valueDuration", seconds(1e-30)),
        ("hold", "valueDuration", {"value": 5, "unit": "s", "system": "http://example.org/units", "code": "s"}),
        ("load", "valueQuantity", {"value": 5, "unit": "st", "system": codes.UCUM, "code": "[stone_av]"}),
        ("load", "valueQuantity", {"value": 5, "unit": "kg", "system": codes.UCUM, "code": "g"}),
        ("load", "valueQuantity", {"value": -5, "unit": "kg", "system": codes.UCUM, "code": "kg"}),
        ("load", "valueQuantity", {"value": float("nan"), "unit": "kg", "system": codes.UCUM, "code": "kg"}),
        ("side", "valueCode", "upper"),
        ("tempo", "valueString", "0-0-0"),
        ("tempo", "valueString", "fast"),
        ("painMax", "valueInteger", 11),
        ("kind", "valueCode", "dance"),
        ("repsMax", "valuePositiveInt", 3),
        ("sets", "valuePositiveInt", 3),
    ],
)
def test_values_that_cannot_be_meant(part):
    """Zero, absurd, compared, converted or doubled amounts are refused and never repaired."""
    usual = [("sets", "valuePositiveInt", 3), ("reps", "valuePositiveInt", 10)]
    with pytest.raises(NotUnderstood):
        dose_from_extension(dose_of(*[one for one in usual if one[0] != part[0] or part[0] == "sets"], part))


def test_pounds_stay_pounds():
    """A load in pounds is kept in pounds."""
    load = ("load", "valueQuantity", {"value": 5, "unit": "lb", "system": codes.UCUM, "code": "[lb_av]"})
    dose, _ = dose_from_extension(dose_of(("reps", "valuePositiveInt", 10), load))
    assert dose.load == Load(LoadKind.LB, Decimal(5))


def test_minutes_are_seconds():
    """A set of ten minutes is 600 seconds: the unit is known, so nothing is guessed."""
    ten = {"value": 10, "unit": "min", "system": codes.UCUM, "code": "min"}
    assert dose_from_extension(dose_of(("setDuration", "valueDuration", ten)))[0].duration_s == 600


def test_unknown_parts_are_said_in_words():
    """A part this version does not know is text for the patient, and the rest still counts."""
    more = ("stretchTarget", "valueString", "hamstring\x1b]0;x\x07")
    dose, unknown = dose_from_extension(dose_of(("reps", "valuePositiveInt", 10), more))
    assert dose.reps == 10
    assert unknown == ("stretchTarget: hamstring\ufffd",)
