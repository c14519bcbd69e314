"""What is heard during a block, and when: a session can be followed with closed eyes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from hep_care.blocks import Block, BlockKind
from hep_tui.player.events import Cue, CueKind
from hep_tui.player.plan import Track, side_words

LAST_S = 3
"""Seconds at the end of a block that are counted aloud."""
BPM_MAX = 300

_PHASES = {1: ("move",), 2: ("lower", "lift"), 3: ("lower", "pause", "lift"), 4: ("lower", "pause", "lift", "pause")}


def phase_names(tempo: tuple[int, ...]) -> tuple[str, ...]:
    """Names of the phases of a tempo, in the order it is written."""
    return _PHASES.get(len(tempo)) or tuple(f"phase {number}" for number in range(1, len(tempo) + 1))


def beats_of(track: Track, block: Block) -> int:
    """Beats a minute of a block; 0 where no metronome runs: a tempo is a metronome of its own."""
    beats = block.works and not block.open and not block.tempo
    return max(0, min(track.planned.dose.bpm or 0, BPM_MAX)) if beats else 0


def schedule(track: Track, number: int, length: int) -> tuple[tuple[float, Cue], ...]:
    """The cues of one block that lasts `length` seconds, each with its seconds into the block, in order."""
    block = track.blocks[number]
    cues = [*_begin(track, number), *_during(track, block, length)]
    if block.kind is BlockKind.REST and block.between_sets:
        cues.append((float(length), Cue(CueKind.REST_OVER, "Rest over.")))
    return tuple(sorted(cues, key=lambda cue: cue[0]))


def _begin(track: Track, number: int) -> Iterator[tuple[float, Cue]]:
    block, dose = track.blocks[number], track.planned.dose
    side = side_words(dose, block.side)
    if block.kind is BlockKind.LEAD_IN:
        yield 0.0, Cue(CueKind.LEAD_IN, _sentences(track.planned.name, side, "get ready"))
    elif block.kind is BlockKind.REST:
        coming = f"next: {block.label}" if block.label else ""
        yield 0.0, Cue(CueKind.REST, _sentences(f"rest {block.seconds} seconds", coming))
    elif block.kind is BlockKind.SWITCH:
        yield 0.0, Cue(CueKind.SWITCH, _sentences(side, "switch sides"))
    else:
        yield from _begin_work(track, number, side)


def _begin_work(track: Track, number: int, side: str) -> Iterator[tuple[float, Cue]]:
    block = track.blocks[number]
    if track.starts[number] == number:
        sets = f"set {block.set} of {track.sets_on(block.side)}"
        yield 0.0, Cue(CueKind.GO, _sentences(side, sets, block.label, "go"))
    reps = len(track.work[block.side, block.set or 1])
    if block.kind is BlockKind.HOLD:
        yield 0.0, Cue(CueKind.HOLD, _sentences(side, f"hold {block.rep} of {reps}"))
    elif block.rep is not None:
        yield 0.0, Cue(CueKind.REP, str(block.rep))


def _during(track: Track, block: Block, length: int) -> Iterator[tuple[float, Cue]]:
    bpm = beats_of(track, block)
    if block.tempo:
        begins = accumulate(block.tempo, initial=0)
        for at, name, seconds in zip(begins, phase_names(block.tempo), block.tempo, strict=False):
            if seconds:
                yield float(at), Cue(CueKind.TEMPO, name)
    elif bpm:
        for beat in range(-(-length * bpm // 60)):
            yield beat * 60 / bpm, Cue(CueKind.BEAT, "")
    # A repetition that nobody holds is too short to count down.
    if not block.open and length > LAST_S and not (block.kind is BlockKind.WORK and block.rep is not None):
        for left in range(LAST_S, 0, -1):
            yield float(length - left), Cue(CueKind.TICK, str(left))


def set_done(track: Track, number: int) -> Cue:
    """The cue at the end of a set, at its last block."""
    block = track.blocks[number]
    side = side_words(track.planned.dose, block.side)
    return Cue(CueKind.SET_DONE, _sentences(side, f"set {block.set} of {track.sets_on(block.side)} done"))


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)
