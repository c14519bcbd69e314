"""A weight is said in the other unit too, rounded once from what was prescribed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hep_care.dose import Dose, Kind, Load, LoadKind, Side, SideDose
from hep_care.dose_text import dose_text, load_text


@pytest.mark.parametrize(
    ("value", "kind", "units", "said"),
    [
        ("10", LoadKind.LB, "kg", "10 lb · 4.5 kg"),
        ("5", LoadKind.KG, "lb", "5 kg · 11 lb"),
        ("2.5", LoadKind.KG, "lb", "2.5 kg · 5.5 lb"),
        ("10", LoadKind.LB, "lb", "10 lb"),
        ("10", LoadKind.KG, "as-prescribed", "10 kg"),
        ("70", LoadKind.PERCENT, "kg", "70 % of your greatest effort"),
    ],
)
def test_the_other_unit_stands_beside_the_prescribed_one(value, kind, units, said):
    """Only weights have another unit, and the prescribed number is never touched."""
    assert load_text(Load(kind, Decimal(value)), units) == said


def test_case_39_there_and_back_is_never_rounded_twice():
    """Ten pounds stay ten pounds, however often they are shown in kilograms: the load itself is not converted."""
    load = Load(LoadKind.LB, Decimal(10), text="ankle weight")
    assert [load_text(load, units) for units in ("kg", "lb", "kg", "")] == [
        "10 lb · 4.5 kg ankle weight",
        "10 lb ankle weight",
        "10 lb · 4.5 kg ankle weight",
        "10 lb ankle weight",
    ]
    assert load.value == Decimal(10)
    assert load_text(replace(load, value=Decimal("0.11"), text=""), "kg") == "0.11 lb · 0 kg"


def test_a_whole_dose_says_it_for_each_side():
    """Both the load of the dose and that of one side are said in both units."""
    own = SideDose(Side.LEFT, load=Load(LoadKind.KG, Decimal(2)))
    dose = Dose(Kind.REPS, sets=3, reps=10, side=Side.EACH, load=Load(LoadKind.KG, Decimal(4)), side_doses=(own,))
    assert dose_text(dose, "lb") == "3 × 10, each side, 4 kg · 8.8 lb, left: 2 kg · 4.4 lb"
