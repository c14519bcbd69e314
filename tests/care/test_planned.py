"""The sets a dose asks for, and a patient's own numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.builders import REPS, START, done, exercise, sets_of
from hep_care.credit import share_done
from hep_care.dose import Dose, Kind, Load, LoadKind, RepsCounted, RepsMode, Side, SideDose, SideStyle
from hep_care.entry import Outcome, PerformedSet, Source
from hep_care.planned import PlannedSet, WrongSetsError, as_planned, outcome_of, planned_sets, with_amounts

L, R, N = Side.LEFT, Side.RIGHT, Side.NONE
EACH = Dose(Kind.REPS, sets=2, reps=10, side=Side.EACH)
HOLD = Dose(Kind.HOLD, sets=2, reps=10, hold_s=5)


def planned(dose: Dose, side: Side | None = None) -> tuple[PerformedSet, ...]:
    """The sets of a dose as planned, with ids that count from 1."""
    ids = count(1)
    return as_planned(dose, lambda: str(next(ids)), Source.TYPED, side)


def order(dose: Dose) -> list[tuple[int, Side]]:
    """Number and side of each planned set."""
    return [(one.n, one.side) for one in planned_sets(dose)]


def test_sides_take_turns_set_by_set() -> None:
    """Each side without a style alternates: first side, second side, then the next set."""
    assert order(EACH) == [(1, L), (1, R), (2, L), (2, R)]


def test_blocks_do_one_side_first() -> None:
    """In blocks all sets of the starting side come before the other side's."""
    dose = replace(EACH, style=SideStyle.BLOCKS, start_side=R)
    assert order(dose) == [(1, R), (2, R), (1, L), (2, L)]


def test_one_side_never_becomes_two() -> None:
    """A dose for the left side plans left sets only."""
    assert order(replace(REPS, side=L)) == [(1, L), (2, L), (3, L)]


def test_sides_with_their_own_numbers_of_sets() -> None:
    """Two sets on the sore side and one on the good one make three sets."""
    dose = replace(EACH, side_doses=(SideDose(L, sets=2), SideDose(R, sets=1, reps=5)))
    assert [(one.n, one.side, one.reps) for one in planned_sets(dose)] == [(1, L, 10), (1, R, 5), (2, L, 10)]


def test_a_range_is_planned_at_its_upper_end() -> None:
    """Two to three sets of eight to twelve are planned as three of twelve."""
    dose = Dose(Kind.REPS, sets=2, sets_max=3, reps=8, reps_max=12)
    assert [one.reps for one in planned_sets(dose)] == [12, 12, 12]


def test_a_pyramid_is_planned_set_by_set() -> None:
    """Six, four, two holds of ten seconds are three different sets."""
    dose = Dose(Kind.HOLD, reps_per_set=(6, 4, 2), hold_s=10)
    assert planned_sets(dose) == (PlannedSet(1, N, 6, 10), PlannedSet(2, N, 4, 10), PlannedSet(3, N, 2, 10))


def test_a_total_is_shared_out_over_both_sides() -> None:
    """Eleven in total on each side in turn are six on the first side and five on the other."""
    dose = Dose(Kind.REPS, reps=11, side=Side.EACH, reps_counted=RepsCounted.TOTAL)
    assert [one.reps for one in planned_sets(dose)] == [6, 5]


def test_time_and_distance_are_planned_in_their_own_unit() -> None:
    """A timed set has seconds, a walk has metres, and neither has repetitions."""
    assert planned_sets(Dose(Kind.DURATION, duration_s=30)) == (PlannedSet(1, N, seconds=30),)
    assert planned_sets(Dose(Kind.DISTANCE, distance_m=Decimal("7.5"))) == (PlannedSet(1, N, metres=Decimal("7.5")),)


@pytest.mark.parametrize("dose", [Dose(Kind.COMPLETION), Dose(Kind.REPS, sets=3, reps_mode=RepsMode.AMRAP)])
def test_open_ended_work_has_no_amount_and_is_still_done_as_planned(dose: Dose) -> None:
    """There is nothing to put into a set, so "as planned" has none, and counts as done."""
    assert all(one.amount is None for one in planned_sets(dose))
    assert planned(dose) == ()
    assert share_done(done(exercise(dose=dose), START)) == 1


def test_done_as_planned_keeps_what_was_planned_and_how_it_is_known() -> None:
    """Sets done as planned have their own ids, the planned amount and the source."""
    first = planned(HOLD)[0]
    assert first == PerformedSet("1", 1, N, reps=10, seconds=5, planned=10, source=Source.TYPED)
    assert [one.id for one in planned(HOLD)] == ["1", "2"]


def test_each_side_is_logged_with_its_own_load() -> None:
    """A lighter load on the sore side is what its sets say was used."""
    heavy, light = Load(LoadKind.KG, Decimal("4")), Load(LoadKind.KG, Decimal("2.5"))
    dose = replace(EACH, load=heavy, side_doses=(SideDose(L, load=light),))
    assert {(one.side, one.load) for one in planned(dose)} == {(L, light), (R, heavy)}


def test_only_one_side_done() -> None:
    """A session of the right side alone has the right sets, and is half of the dose."""
    sets = planned(EACH, R)
    assert {one.side for one in sets} == {R}
    assert share_done(done(exercise(dose=EACH), START, sets=sets)) == 0.5


def test_own_numbers_go_to_the_sets_in_order() -> None:
    """Numbers fill the sets in the order a session does them; sets without one were not done."""
    sets = with_amounts(planned(EACH), EACH, reps=(10, 8, 6))
    assert [(one.n, one.side, one.reps) for one in sets] == [(1, L, 10), (1, R, 8), (2, L, 6)]


def test_a_set_of_nothing_was_not_done() -> None:
    """A zero leaves the set out."""
    assert [one.n for one in with_amounts(planned(REPS), REPS, reps=(10, 0, 4))] == [1, 3]


def test_own_seconds_of_a_hold() -> None:
    """A hold takes repetitions and the seconds really held."""
    sets = with_amounts(planned(HOLD), HOLD, reps=(10, 6), seconds=(5, 4))
    assert [(one.reps, one.seconds) for one in sets] == [(10, 5), (6, 4)]


def test_no_numbers_change_nothing() -> None:
    """Without numbers the sets stay as planned."""
    assert with_amounts(planned(EACH), EACH) == planned(EACH)


@pytest.mark.parametrize(
    ("dose", "numbers"),
    [
        (REPS, {"reps": (10, 10, 10, 10)}),
        (REPS, {"seconds": (30,)}),
        (Dose(Kind.DURATION, duration_s=30), {"reps": (10,)}),
        (Dose(Kind.DISTANCE, distance_m=Decimal(50)), {"reps": (10,)}),
    ],
)
def test_numbers_that_do_not_fit_are_refused(dose: Dose, numbers: dict[str, tuple[int, ...]]) -> None:
    """More numbers than sets, or numbers of another unit, are refused with a reason."""
    with pytest.raises(WrongSetsError, match=r"\w+"):
        with_amounts(planned(dose), dose, **numbers)


def test_less_than_all_is_partial() -> None:
    """The outcome is complete at full share and partial below it."""
    assert outcome_of(REPS, sets_of(10, 10, 10)) is Outcome.COMPLETE
    assert outcome_of(REPS, sets_of(10, 10, 9)) is Outcome.PARTIAL
    assert outcome_of(REPS, ()) is Outcome.PARTIAL


SOME_REPS = st.builds(
    Dose, st.sampled_from([Kind.REPS, Kind.HOLD]), sets=st.integers(1, 5), reps=st.integers(1, 20),
    reps_max=st.none() | st.integers(20, 30), hold_s=st.integers(1, 60),
    reps_counted=st.sampled_from(RepsCounted), side=st.sampled_from(Side), style=st.none() | st.sampled_from(SideStyle),
)  # fmt: skip
SOME_TIME = st.builds(
    Dose, st.just(Kind.DURATION), sets=st.integers(1, 5), duration_s=st.integers(1, 600), side=st.sampled_from(Side)
)


@given(SOME_REPS | SOME_TIME)
def test_whatever_is_done_as_planned_is_complete(dose: Dose) -> None:
    """The plan's own sets earn full credit for every kind, range, side and style."""
    assert outcome_of(dose, planned(dose)) is Outcome.COMPLETE


@given(SOME_REPS)
def test_every_set_is_planned_once_on_each_side(dose: Dose) -> None:
    """Sets and sides are all there, none twice, in whatever order the style wants."""
    pairs = order(dose)
    assert len(pairs) == len(set(pairs)) == dose.sets * len(dose.sides())
