"""A session can be followed with closed eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.player_driver import HOLDS, REPS, TIMED, Driver, planned
from hep_care.blocks import BlockKind
from hep_care.dose import Dose, Kind, Side, SideStyle
from hep_care.program import Prescription
from hep_care.schedule import Schedule
from hep_tui.player import Cue, CueKind, PlannedExercise, PlayState

EACH = replace(HOLDS, side=Side.EACH)
DOSES = [
    HOLDS,
    EACH,
    replace(EACH, style=SideStyle.ALTERNATE_REPS),
    replace(EACH, style=SideStyle.BLOCKS),
    replace(EACH, rest_s=0, rep_rest_s=0),
    REPS,
    replace(REPS, side=Side.EACH, style=SideStyle.LEAD_FOOT),
    TIMED,
    replace(TIMED, style=SideStyle.OTHER_SIDE_WORKS, bpm=60),
]


def with_closed_eyes(cues: list[Cue]) -> Iterator[tuple[object, ...]]:
    """What somebody makes of the words alone."""
    for cue in cues:
        side = next((word for word in ("left", "right") if word in cue.text.lower()), "")
        numbers = [int(number) for number in re.findall(r"\d+", cue.text)]
        if cue.kind is CueKind.GO:
            yield "set", side, numbers[0]
        elif cue.kind is CueKind.HOLD:
            yield "hold", side, numbers[0]
        elif cue.kind is CueKind.REP:
            yield "rep", numbers[0]
        elif cue.kind is CueKind.REST:
            yield "rest", numbers[0]
        elif cue.kind in (CueKind.SWITCH, CueKind.LEAD_IN):
            yield cue.kind.value, side
        elif cue.kind is CueKind.SET_DONE:
            yield "done", side, numbers[0]
        elif cue.kind is CueKind.SESSION_DONE:
            yield ("end",)


def as_planned(exercise: PlannedExercise) -> Iterator[tuple[object, ...]]:
    """The same, from the blocks."""
    blocks = exercise.compiled.blocks
    begun: set[tuple[Side, int | None]] = set()
    for number, block in enumerate(blocks):
        side = block.side.value if block.side in (Side.LEFT, Side.RIGHT) else ""
        key = (block.side, block.set)
        if block.kind is BlockKind.REST:
            yield "rest", block.seconds
        elif not block.works:
            yield block.kind.value, side
        else:
            alternates = exercise.dose.style is SideStyle.ALTERNATE_REPS
            if key not in begun and not (alternates and any(block.set == n for _, n in begun)):
                yield "set", side, block.set
            begun.add(key)
            if block.kind is BlockKind.HOLD:
                yield "hold", side, block.rep
            elif block.rep is not None:
                yield "rep", block.rep
            if not any(later.works and (later.side, later.set) == key for later in blocks[number + 1 :]):
                yield "done", side, block.set
    yield ("end",)


@pytest.mark.parametrize("dose", DOSES)
def test_the_cues_alone_tell_the_whole_session(dose: Dose) -> None:
    """From what is heard, side, set, hold, rest, switch and end can be told without looking."""
    exercise = planned(dose)
    driver = Driver(exercise)
    while driver.player.state is not PlayState.DONE:
        driver.run(1)
    assert list(with_closed_eyes(driver.cues)) == list(as_planned(exercise))


def test_cues_fall_when_they_are_due() -> None:
    """The last three seconds are counted, a rest says it is over, and the go comes at the moment of the hold."""
    driver = Driver(planned(replace(HOLDS, sets=2, reps=1, rest_s=4))).run(60)
    heard = [(round(cue.at - 1000, 6), cue.kind.value, cue.text) for cue in driver.cues]
    assert heard[:13] == [
        (0, "lead-in", "Heel slide. Left side. Get ready."),
        (2, "tick", "3"),
        (3, "tick", "2"),
        (4, "tick", "1"),
        (5, "go", "Left side. Set 1 of 2. Go."),
        (5, "hold", "Left side. Hold 1 of 1."),
        (12, "tick", "3"),
        (13, "tick", "2"),
        (14, "tick", "1"),
        (15, "set-done", "Left side. Set 1 of 2 done."),
        (15, "rest", "Rest 4 seconds."),
        (16, "tick", "3"),
        (17, "tick", "2"),
    ]
    assert (19, "rest-over", "Rest over.") in heard


def test_the_tempo_is_called_phase_by_phase() -> None:
    """Each phase of a repetition that lasts is named when it begins; one of no seconds is not."""
    driver = Driver(planned(replace(REPS, sets=1, reps=1, tempo=(3, 0, 2)))).run(20)
    calls = [(cue.at - 1005, cue.text) for cue in driver.cues if cue.kind is CueKind.TEMPO]
    assert calls == [(0, "lower"), (3, "lift")]


def test_the_metronome_beats_while_the_patient_works() -> None:
    """120 beats a minute are two a second, during work and not in a rest."""
    driver = Driver(planned(Dose(Kind.DURATION, sets=2, duration_s=10, rest_s=10, bpm=120))).run(60)
    beats = [cue.at - 1000 for cue in driver.cues if cue.kind is CueKind.BEAT]
    assert beats == [5 + half / 2 for half in range(20)] + [25 + half / 2 for half in range(20)]


def test_labels_are_said_where_the_set_begins() -> None:
    """Names of sets and the change of legs are heard with the go."""
    dose = replace(TIMED, side=Side.BOTH, style=SideStyle.SWAP_EACH_SET, set_labels=("slow",))
    driver = Driver(planned(dose)).run(100)
    assert driver.heard(CueKind.GO) == ["Both sides. Set 1 of 2. Slow. Go.", "Both sides. Set 2 of 2. Change legs. Go."]


def test_case_38_the_treated_side_is_named_on_screen() -> None:
    """Edge case 38: the treated side is called that, and the other one simply by its side."""
    prescription = Prescription("rx", "3", "stance", "Stance", TIMED, Schedule(), affected=Side.RIGHT)
    exercise = PlannedExercise.of(prescription, 2)
    assert (exercise.slot, exercise.version, exercise.between_s) == (2, "3", 15)
    driver = Driver(exercise)
    assert driver.view.side_words == "left side"
    assert driver.run(36).view.side_words == "right side (the treated one)"
