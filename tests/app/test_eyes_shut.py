"""With eyes shut: what is heard of a whole session of each sample program is enough to know every block of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from hep_care.blocks import Block, BlockKind
from hep_care.dose import Side
from hep_care.program import Program
from hep_sync.programs import IDS, sample_text
from hep_sync.programs.reader import ProgramFile, dated, read_toml
from hep_tui.player import Cue, CueKind, ExerciseDone, PlannedExercise, Player, PlayState, StillThere

Heard = tuple[BlockKind, Side, int | None, int | None, float]
"""A block: its kind, side, set, repetition, and the seconds from its first cue to that of the next block."""

_BEGINS = {
    CueKind.LEAD_IN: BlockKind.LEAD_IN,
    CueKind.REST: BlockKind.REST,
    CueKind.SWITCH: BlockKind.SWITCH,
    CueKind.HOLD: BlockKind.HOLD,
    CueKind.REP: BlockKind.WORK,
    CueKind.GO: BlockKind.WORK,
}
OPEN_S = 7
"""Seconds after which the patient of these tests says "done" to what only they can end."""


def sample(id: str) -> Program:
    """A sample program, begun on some day."""
    file = read_toml(sample_text(id))
    assert isinstance(file, ProgramFile)
    return dated(file, date(2026, 3, 2))


def listen(program: Program) -> tuple[list[PlannedExercise], list[Cue], list[ExerciseDone]]:
    """A whole session of a program: every exercise of every phase, nobody touching a key unless they have to."""
    exercises = [PlannedExercise.of(one, 1, program.timings) for one in program.prescriptions]
    player, now, events = Player(exercises), 0.0, []
    events += player.start(now)
    while player.state is not PlayState.DONE:
        wait = player.until_next(now)
        now += 0.0 if wait is None else wait
        told = list(player.tick(now))
        if any(isinstance(event, StillThere) for event in told):
            told += player.still_here(now)
        elif player.state is PlayState.RUNNING and (player.view(now).seconds_up or 0) >= OPEN_S:
            told += player.next(now)
        events += told
    cues = [event for event in events if isinstance(event, Cue)]
    return exercises, cues, [event for event in events if isinstance(event, ExerciseDone)]


def said_side(cue: Cue) -> Side:
    """The side a cue names, none where it names none."""
    words = cue.text.lower()
    named = re.search(r"\b(left|right|both) (side|sides|foot)", words)
    return Side(named.group(1)) if named else Side.NONE


def blocks_heard(cues: list[Cue]) -> Iterator[Heard]:
    """The blocks, from kind, words and moment of the cues alone."""
    begun: list[tuple[float, BlockKind, Side, int | None, int | None]] = []
    side, set, rep, after_set = Side.NONE, None, None, True
    for cue in cues:
        number = next((int(digits) for digits in re.findall(r"\d+", cue.text)), None)
        if cue.kind is CueKind.SET_DONE:
            after_set = True
        if cue.kind not in _BEGINS:
            continue
        kind = _BEGINS[cue.kind]
        if cue.kind in (CueKind.HOLD, CueKind.REP):
            rep = number
            if begun and begun[-1][0] == cue.at and begun[-1][1] is BlockKind.WORK:
                begun.pop()  # the "go" of this very repetition
        elif cue.kind is CueKind.GO:
            side, set, rep, after_set = said_side(cue), number, None, False
        elif cue.kind is CueKind.LEAD_IN:
            side, set, rep = said_side(cue), None, None
        elif cue.kind is CueKind.SWITCH:
            side = said_side(cue)
        between = after_set and kind is BlockKind.REST
        comes_next = cue.kind is CueKind.REST and ". Next: " in cue.text
        here = Side.NONE if comes_next else side
        begun.append((cue.at, kind, here, None if comes_next else set, None if between else rep))
    ends = [*(at for at, *_ in begun[1:]), cues[-1].at]
    goes = {cue.at for cue in cues if cue.kind is CueKind.GO}
    for number, ((at, kind, side, set, rep), end) in enumerate(zip(begun, ends, strict=True)):
        if kind is BlockKind.SWITCH:
            # A switch belongs to what comes after it: to a set, or to a repetition within one.
            next_at, _, _, set, coming = begun[number + 1]
            rep = None if next_at in goes else coming
        yield kind, side, set, rep, round(end - at, 6)


def blocks_planned(exercises: list[PlannedExercise]) -> Iterator[Heard]:
    """The same from the compiled doses, with the rests between the exercises."""
    for number, one in enumerate(exercises):
        if number and exercises[number - 1].between_s:
            yield BlockKind.REST, Side.NONE, None, None, exercises[number - 1].between_s
        yield from (as_heard(block) for block in one.compiled.blocks)


def as_heard(block: Block) -> Heard:
    """A compiled block; an open one lasts as long as these tests let it."""
    return block.kind, block.side, block.set, block.rep, OPEN_S if block.open else block.seconds


@pytest.mark.parametrize("id", IDS)
def test_the_cue_log_alone_tells_every_block(id: str) -> None:
    """Side, set, repetition, hold, rest, switch, their seconds and the end are those of the compiled program."""
    exercises, cues, done = listen(sample(id))
    planned, heard = list(blocks_planned(exercises)), list(blocks_heard(cues))
    assert heard == planned
    assert cues[-1].kind is CueKind.SESSION_DONE
    assert [one.exercise for one in done] == list(range(len(exercises)))
    ended = [cue.text for cue in cues if cue.kind is CueKind.EXERCISE_DONE]
    assert ended == [f"{one.name} done." for one in exercises]
    assert len([cue for cue in cues if cue.kind is CueKind.SET_DONE]) == sum(e.compiled.work_blocks for e in exercises)
