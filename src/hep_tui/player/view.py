"""The state of a session, ready to be drawn."""

from __future__ import annotations

from enum import StrEnum
from itertools import accumulate
from math import ceil, floor

from hep_care.blocks import Block, BlockKind
from hep_care.dose import Side
from hep_care.frozen import frozen
from hep_tui.player.cues import beats_of, phase_names
from hep_tui.player.plan import Track, key_of, side_words
from hep_tui.player.progress import Progress

_EXACT = 1e-6


class PlayState(StrEnum):
    """What the player is doing."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    AWAY = "away"
    """Waiting for `came_back`."""
    STILL_THERE = "still-there"
    """Waiting for `still_here`."""
    DONE = "done"


@frozen
class View:
    """One moment of a session. Numbers of sets, repetitions and exercises count from 1."""

    state: PlayState
    exercise: int
    exercises: int
    name: str
    side: Side
    side_words: str
    kind: BlockKind | None
    """None when the session is done."""
    set: int | None
    """The set that runs, is to come after a switch, or is just done in a rest; None in a lead-in."""
    sets: int
    """Sets on this side."""
    rep: int | None
    reps: int | None
    """Repetitions of the set that runs; None where it is timed or open, or no set runs."""
    count: int
    """Whole repetitions of the set so far, with what the patient added or took away."""
    seconds_left: int | None
    """Rounded up; None in an open block."""
    seconds_up: int | None
    """Rounded down; only in an open block."""
    block_seconds: int
    """Length of the block as it is now, an estimate where it is open."""
    phase: int | None
    """Place in `phases` of the phase that runs."""
    phases: tuple[str, ...]
    """Names of the phases of the tempo: lower, pause, lift."""
    next: str
    progress: tuple[int, int]
    """Seconds done and seconds in all, of the whole session."""
    label: str
    coming: Side = Side.NONE
    """The side of the set that comes next in this exercise."""
    beat: int | None = None
    """Number of the beat of the metronome that runs, from 0; None where none beats."""


def view_of(tracks: tuple[Track, ...], progress: Progress, state: PlayState, elapsed: float, length: int) -> View:
    """The view of a block that has run `elapsed` seconds and lasts `length`."""
    if state is PlayState.DONE:
        return _done(tracks)
    track = tracks[progress.exercise]
    block = track.blocks[progress.block]
    rep_of = None if block.rep is None or not block.set else len(track.work[block.side, block.set])
    return View(
        state=state,
        exercise=progress.exercise + 1,
        exercises=len(tracks),
        name=track.planned.name,
        side=block.side,
        side_words=track.planned.side_words.get(block.side, side_words(track.planned.dose, block.side)),
        kind=block.kind,
        set=block.set,
        sets=track.sets_on(block.side),
        rep=block.rep,
        reps=rep_of,
        count=_count(track, progress, block),
        seconds_left=None if block.open else max(0, ceil(length - elapsed - _EXACT)),
        seconds_up=floor(elapsed + _EXACT) if block.open else None,
        block_seconds=length,
        phase=_phase(block, elapsed),
        phases=phase_names(block.tempo) if block.tempo else (),
        next=_next(tracks, progress),
        progress=_seconds(tracks, progress, elapsed, length),
        label=block.label,
        coming=_coming(track, progress.block),
        beat=_beat(track, block, elapsed),
    )


def _done(tracks: tuple[Track, ...]) -> View:
    total = sum(block.seconds for track in tracks for block in track.blocks)
    return View(
        PlayState.DONE, len(tracks), len(tracks), "", Side.NONE, "", None, None, 0, None, None, 0, None, None, 0,
        None, (), "", (total, total), "",
    )  # fmt: skip


def _count(track: Track, progress: Progress, block: Block) -> int:
    if block.set is None:
        return 0
    key = key_of(block)
    whole = sum(progress.stretches[number].whole for number in track.work[key] if number in progress.stretches)
    return max(0, whole + progress.counts.get(key, 0))


def _phase(block: Block, elapsed: float) -> int | None:
    ends = accumulate(block.tempo)
    return next((place for place, end in enumerate(ends) if elapsed + _EXACT < end), None)


def _coming(track: Track, number: int) -> Side:
    coming = track.start_after(number)
    return Side.NONE if coming is None else track.blocks[coming].side


def _beat(track: Track, block: Block, elapsed: float) -> int | None:
    bpm = beats_of(track, block)
    return floor((elapsed + _EXACT) * bpm / 60) if bpm else None


def _seconds(tracks: tuple[Track, ...], progress: Progress, elapsed: float, length: int) -> tuple[int, int]:
    """Seconds done and in all; a block that was made longer or shorter counts with its new length."""
    total = sum(block.seconds for track in tracks for block in track.blocks)
    here = tracks[progress.exercise].blocks
    before = sum(block.seconds for track in tracks[: progress.exercise] for block in track.blocks)
    before += sum(block.seconds for block in here[: progress.block])
    return before + min(floor(elapsed + _EXACT), length), total + length - here[progress.block].seconds


def _next(tracks: tuple[Track, ...], progress: Progress) -> str:
    """What comes after the set that runs, or after the rest, switch or lead-in that runs: "rest 60 s, then set 3"."""
    track = tracks[progress.exercise]
    coming = track.start_after(progress.block)
    if coming is None:
        return _next_exercise(tracks, progress.exercise)
    block = track.blocks[coming]
    pause = track.blocks[coming - 1] if coming - 1 > progress.block else None
    both = len(track.planned.dose.sides()) > 1
    side = side_words(track.planned.dose, block.side)
    if pause is not None and pause.kind is BlockKind.SWITCH:
        return f"switch to {side}, set {block.set}"
    sets = f"set {block.set}, {side}" if both else f"set {block.set}"
    return f"rest {pause.seconds} s, then {sets}" if pause is not None and pause.kind is BlockKind.REST else sets


def _next_exercise(tracks: tuple[Track, ...], exercise: int) -> str:
    coming = next((track for track in tracks[exercise + 1 :] if track.blocks), None)
    if coming is None:
        return "done"
    name = coming.planned.name
    return f"rest {coming.blocks[0].seconds} s, then {name}" if coming.rests_before else name
