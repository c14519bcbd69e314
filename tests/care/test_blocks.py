"""Doses compile to the blocks that a timer runs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_care.blocks import Block, BlockKind, Compiled, compile_dose, set_dose
from hep_care.dose import Dose, Kind, RepsCounted, RepsMode, Side, SideDose, SideStyle
from hep_care.program import Timings

PYRAMID = Dose(
    Kind.HOLD, reps_per_set=(6, 4, 2), hold_s=10, rep_rest_s=3, rest_s=30, side=Side.BOTH,
    style=SideStyle.SWAP_EACH_SET,
)  # fmt: skip
STANCE = Dose(Kind.DURATION, sets=3, duration_s=30, side=Side.EACH, style=SideStyle.OTHER_SIDE_WORKS)
NECK_TURN = Dose(
    Kind.HOLD, reps=5, hold_s=10, rep_rest_s=2, side=Side.EACH, style=SideStyle.ALTERNATE_REPS,
)  # fmt: skip

# Dose, then work blocks (sets of each side), work seconds and total seconds.
SAMPLES = {
    "acl-early/quad-set": (Dose(Kind.HOLD, reps=10, hold_s=10, rep_rest_s=3, side=Side.LEFT), 1, 127, 132),
    "acl-early/heel-slide": (Dose(Kind.HOLD, reps=10, hold_s=5, rep_rest_s=5, side=Side.LEFT), 1, 95, 100),
    "acl-early/slr": (Dose(Kind.REPS, sets=3, reps=10, tempo=(2, 2, 2), rest_s=60, side=Side.LEFT), 3, 180, 305),
    "rotator-cuff/er-band": (Dose(Kind.REPS, sets=3, reps=15, tempo=(1, 0, 3), rest_s=60), 3, 180, 305),
    "rotator-cuff/cross-body": (Dose(Kind.HOLD, reps=3, hold_s=45, rep_rest_s=15, side=Side.RIGHT), 1, 165, 170),
    "achilles-alfredson/drop-straight": (Dose(Kind.REPS, sets=3, reps=15, tempo=(0, 0, 3), rest_s=60), 3, 135, 260),
    "lbp-big3/curl-up": (PYRAMID, 3, 147, 212),
    "lbp-big3/side-bridge": (replace(PYRAMID, side=Side.EACH, style=None), 6, 294, 374),
    "ankle-balance/sl-stance": (STANCE, 6, 180, 210),
    "frozen-shoulder/wall-slide": (Dose(Kind.HOLD, reps=5, hold_s=30, rep_rest_s=10, side=Side.BOTH), 1, 190, 195),
    "patellar-iso/spanish-squat": (Dose(Kind.HOLD, sets=5, reps=1, hold_s=45, rest_s=120), 5, 225, 710),
    "patellar-iso/split-squat": (
        Dose(Kind.REPS, sets=4, reps=6, reps_max=15, tempo=(3, 0, 3), rest_s=120, side=Side.EACH), 8, 720, 1105,
    ),
    "tkr-week1/knee-brace": (Dose(Kind.HOLD, reps=10, hold_s=5, rep_rest_s=3, side=Side.RIGHT), 1, 77, 82),
    "tkr-week1/heel-towel": (Dose(Kind.HOLD, reps=3, hold_s=30, rep_rest_s=10, side=Side.RIGHT), 1, 110, 115),
    "neck-pain/nod": (Dose(Kind.HOLD, reps=10, hold_s=10, rep_rest_s=5), 1, 145, 150),
    "neck-pain/rotate": (NECK_TURN, 2, 116, 166),
    "neck-pain/rotate, in blocks": (replace(NECK_TURN, style=SideStyle.BLOCKS), 2, 116, 126),
    "vestibular-gaze/vor1-h": (Dose(Kind.DURATION, sets=2, duration_s=60, rest_s=60, bpm=120), 2, 120, 185),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_programs_compile_to_their_known_totals(name: str) -> None:
    """The ten sample programs take the work and the time that were worked out for them by hand."""
    dose, work_blocks, work_seconds, total_seconds = SAMPLES[name]
    compiled = compile_dose(dose)
    assert (compiled.work_blocks, compiled.work_seconds, compiled.total_seconds) == (
        work_blocks,
        work_seconds,
        total_seconds,
    )
    assert sum(block.seconds for block in compiled.blocks) == total_seconds


def line(compiled: Compiled) -> str:
    """The blocks in short: w10L1 is work of 10 s, left, set 1; h hold, r rest, s switch, l lead-in."""
    return " ".join(
        f"{block.kind.value[0]}{block.seconds}"
        + {Side.LEFT: "L", Side.RIGHT: "R"}.get(block.side, "")
        + (str(block.set) if block.works else "")
        for block in compiled.blocks
    )


def test_alternating_reps_switch_instead_of_resting() -> None:
    """Alternated repetitions have a switch between any two, which takes up the rest of the side it leads to."""
    compiled = compile_dose(NECK_TURN)
    switches = [block for block in compiled.blocks if block.kind is BlockKind.SWITCH]
    assert [block.seconds for block in switches] == [5] + [7] * 8
    assert not any(block.kind is BlockKind.REST for block in compiled.blocks)
    assert line(compiled).startswith("l5L h10L1 s5R h10R1 s7L h10L1 s7R")
    two = compile_dose(replace(NECK_TURN, reps=1, sets=2))
    assert line(two) == "l5L h10L1 s5R h10R1 r30R h10L2 s5R h10R2"


def test_case_01_seconds_each_side_are_done_on_each_side() -> None:
    """Edge case 1: three times 30 s each side is six stretches of work and 180 s, with the sides told apart."""
    compiled = compile_dose(Dose(Kind.DURATION, sets=3, duration_s=30, rest_s=20, side=Side.EACH))
    assert (compiled.work_blocks, compiled.work_seconds) == (6, 180)
    assert line(compiled) == "l5L w30L1 s5R w30R1 r20R w30L2 s5R w30R2 r20R w30L3 s5R w30R3"


def test_case_02_one_side_rests_while_the_other_works() -> None:
    """Edge case 2: where the other side works there is no rest block, only switches."""
    assert line(compile_dose(STANCE)) == "l5L w30L1 s5R w30R1 s5L w30L2 s5R w30R2 s5L w30L3 s5R w30R3"


def test_case_04_sides_may_differ_in_dose() -> None:
    """Edge case 4: two sets of one side and one of the other share an exercise, and a round holds who is left."""
    dose = Dose(
        Kind.REPS, sets=2, reps=4, rep_s=3, rest_s=30, side=Side.EACH, start_side=Side.RIGHT,
        side_doses=(SideDose(Side.LEFT, sets=1, reps=2),),
    )  # fmt: skip
    assert line(compile_dose(dose)) == "l5R w3R1 w3R1 w3R1 w3R1 s5L w3L1 w3L1 r30L w3R2 w3R2 w3R2 w3R2"
    blocks = compile_dose(replace(dose, style=SideStyle.BLOCKS, reps=1))
    assert line(blocks) == "l5R w3R1 r30R w3R2 s5L w3L1 w3L1"
    other_works = compile_dose(replace(dose, style=SideStyle.OTHER_SIDE_WORKS, reps=1, sets=3))
    assert line(other_works) == "l5R w3R1 s5L w3L1 w3L1 s5R w3R2 r30R w3R3"
    reps = compile_dose(replace(dose, style=SideStyle.ALTERNATE_REPS, sets=1, rep_rest_s=1))
    assert line(reps) == "l5R w3R1 s5L w3L1 s6R w3R1 s6L w3L1 s6R w3R1 r1R w3R1"


def test_a_total_is_split_between_the_sides() -> None:
    """Repetitions counted in total are shared out, and the side that begins gets the odd one."""
    dose = Dose(Kind.REPS, reps=5, side=Side.EACH, reps_counted=RepsCounted.TOTAL, start_side=Side.RIGHT)
    assert line(compile_dose(dose)) == "l5R w3R1 w3R1 w3R1 s5L w3L1 w3L1"
    assert line(compile_dose(replace(dose, reps=1))) == "l5R w3R1"


def test_labels_name_the_sets_and_the_change_of_legs() -> None:
    """Names of sets, and the cue to change legs, stand on the first block of their set and cost nothing."""
    dose = replace(PYRAMID, set_labels=("forward-back", "side-side"))
    labels = [block.label for block in compile_dose(dose).blocks if block.rep == 1 and block.works]
    assert labels == ["forward-back", "side-side, change legs", "change legs"]
    assert compile_dose(dose).total_seconds == compile_dose(PYRAMID).total_seconds


@pytest.mark.parametrize(
    ("dose", "estimate"),
    [
        (Dose(Kind.REPS, reps_mode=RepsMode.AMRAP, rep_s=4), 40),
        (Dose(Kind.REPS, reps=6, reps_mode=RepsMode.TO_FATIGUE), 18),
        (Dose(Kind.REPS), 30),
        (Dose(Kind.DISTANCE, distance_m=Decimal("20")), 30),
        (Dose(Kind.DISTANCE, distance_m=Decimal("199.5")), 200),
        (Dose(Kind.COMPLETION), 60),
        (Dose(Kind.DURATION), 60),
    ],
)
def test_open_blocks_carry_an_estimate(dose: Dose, estimate: int) -> None:
    """What has no number to count to is one open block with a documented estimate."""
    lead_in, work = compile_dose(dose).blocks
    assert lead_in.kind is BlockKind.LEAD_IN
    assert (work.kind, work.open, work.seconds) == (BlockKind.WORK, True, estimate)


def test_what_is_not_written_comes_from_the_timings() -> None:
    """The program's timings fill in what a dose leaves out, and a zero that was written stays a zero."""
    dose = Dose(Kind.REPS, sets=2, reps=2, side=Side.LEFT)
    timings = Timings(rep_s=4, lead_in_s=9, rest_s=7, rep_rest_s=1)
    assert line(compile_dose(dose, timings)) == "l9L w4L1 r1L w4L1 r7L w4L2 r1L w4L2"
    assert line(compile_dose(replace(dose, rest_s=0, lead_in_s=0), timings)) == "w4L1 r1L w4L1 w4L2 r1L w4L2"


def test_a_side_without_sets_is_left_out() -> None:
    """A dose of no sets at all compiles to nothing instead of a lone lead-in."""
    none = Dose(Kind.REPS, sets=1, reps=3, side=Side.LEFT, side_doses=(SideDose(Side.LEFT, sets=0),))
    assert compile_dose(none) == Compiled((), 0, 0, 0)


def test_the_least_dose_of_a_set_takes_the_lower_ends() -> None:
    """What earns full credit is the lower end of a range, unless the side has a number of its own."""
    dose = Dose(Kind.REPS, reps=8, reps_max=12, side=Side.EACH, side_doses=(SideDose(Side.RIGHT, reps=5),))
    assert (set_dose(dose, Side.LEFT, 1).reps, set_dose(dose, Side.LEFT, 1, least=True).reps) == (12, 8)
    assert (set_dose(dose, Side.RIGHT, 1).reps, set_dose(dose, Side.RIGHT, 1, least=True).reps) == (5, 5)


small = st.integers(1, 6)
maybe = st.none() | st.integers(0, 8)
doses = st.builds(
    Dose,
    kind=st.sampled_from(Kind),
    sets=st.integers(1, 4),
    reps=st.none() | st.integers(2, 6),
    reps_max=st.none() | st.integers(6, 8),
    reps_per_set=st.lists(st.integers(2, 6), max_size=3).map(tuple),
    reps_counted=st.sampled_from(RepsCounted),
    reps_mode=st.sampled_from(RepsMode),
    hold_s=st.none() | small,
    duration_s=st.none() | small,
    distance_m=st.none() | st.decimals(1, 50, places=1),
    tempo=st.sampled_from([(), (3, 0, 3), (2, 2)]),
    rep_s=st.none() | small,
    rep_rest_s=maybe,
    rest_s=maybe,
    switch_s=maybe,
    lead_in_s=st.none() | small,
    side=st.sampled_from(Side),
    style=st.none() | st.sampled_from(SideStyle),
    start_side=st.sampled_from([None, Side.LEFT, Side.RIGHT]),
)


@given(doses)
def test_any_dose_compiles_to_a_sound_timer(dose: Dose) -> None:
    """Seconds add up, the lead-in comes first, no rest comes last or twice, and no side appears that was not asked."""
    compiled = compile_dose(dose)
    blocks = compiled.blocks
    assert sum(block.seconds for block in blocks) == compiled.total_seconds
    assert [block.kind for block in blocks].count(BlockKind.LEAD_IN) == 1
    assert blocks[0].kind is BlockKind.LEAD_IN
    assert blocks[-1].works
    assert all(first.works or second.works for first, second in pairwise(blocks))
    asked = {Side.LEFT, Side.RIGHT} if dose.side is Side.EACH else {dose.side}
    assert {block.side for block in blocks} <= asked
    for side in asked:
        assert {block.set for block in blocks if block.works and block.side is side} == set(
            range(1, dose.most_sets(side) + 1)
        )
    assert compiled.work_blocks == sum(dose.most_sets(side) for side in asked)


@given(doses)
def test_the_style_changes_the_order_and_never_the_work(dose: Dose) -> None:
    """In whatever order two sides take turns, the same blocks of work are done and work as long."""

    def work(compiled: Compiled) -> set[tuple[Side, int | None, int | None, int]]:
        return {(block.side, block.set, block.rep, block.seconds) for block in compiled.blocks if block.works}

    plain, styled = compile_dose(replace(dose, style=None)), compile_dose(dose)
    assert work(plain) == work(styled)
    assert (plain.work_blocks, plain.work_seconds) == (styled.work_blocks, styled.work_seconds)


@given(doses)
def test_case_03_one_side_never_becomes_both(dose: Dose) -> None:
    """Edge case 3: `left` is done on the left only, whatever the style says."""
    blocks: tuple[Block, ...] = compile_dose(replace(dose, side=Side.LEFT)).blocks
    assert {block.side for block in blocks} == {Side.LEFT}
    assert BlockKind.SWITCH not in {block.kind for block in blocks}
