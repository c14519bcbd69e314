"""A session as plain JSON values, so that a crash loses nothing but the block that ran."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from hep_care.dose import Load, LoadKind, Side
from hep_care.entry import Outcome, PerformedSet, Reason, Source, Symptom, When
from hep_tui.player.plan import SetKey, Track
from hep_tui.player.progress import ExerciseLog, Progress, Stretch

VERSION = 1


class SnapshotMismatch(ValueError):
    """A snapshot is damaged, belongs to other exercises, or is of a session that is over."""


def dump(progress: Progress, tracks: tuple[Track, ...]) -> dict[str, object]:
    """The session as dictionaries, lists, strings, numbers, booleans and None."""
    return {
        "version": VERSION,
        "plan": _plan(tracks),
        "exercise": progress.exercise,
        "block": progress.block,
        "stretches": [[number, done.held, done.whole] for number, done in progress.stretches.items()],
        "counts": [[side.value, n, count] for (side, n), count in progress.counts.items()],
        "live": [[side.value, n] for side, n in sorted(progress.live)],
        "logs": [_dump_log(log) for log in progress.logs],
    }


def load(data: Mapping[str, Any], tracks: tuple[Track, ...]) -> Progress:
    """The session of a snapshot of these exercises. Raises `SnapshotMismatch`."""
    try:
        if data["version"] != VERSION or data["plan"] != _plan(tracks):
            raise SnapshotMismatch("the snapshot is of other exercises")
        progress = Progress(
            logs=[_load_log(log) for log in data["logs"]],
            exercise=int(data["exercise"]),
            block=int(data["block"]),
            stretches={int(number): Stretch(float(held), bool(whole)) for number, held, whole in data["stretches"]},
            counts={(Side(side), int(n)): int(count) for side, n, count in data["counts"]},
            live={(Side(side), int(n)) for side, n in data["live"]},
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise SnapshotMismatch(f"the snapshot cannot be read: {error}") from error
    _check(progress, tracks)
    return progress


def _plan(tracks: tuple[Track, ...]) -> list[list[object]]:
    return [[track.planned.prescription, track.planned.version, len(track.blocks)] for track in tracks]


def _check(progress: Progress, tracks: tuple[Track, ...]) -> None:
    if len(progress.logs) != len(tracks) or not 0 <= progress.exercise < len(tracks):
        raise SnapshotMismatch("the snapshot names an exercise that is not there")
    track = tracks[progress.exercise]
    worked = {number for blocks in track.work.values() for number in blocks}
    if not 0 <= progress.block < len(track.blocks) or not progress.stretches.keys() <= worked:
        raise SnapshotMismatch("the snapshot names a block that is not there")
    named = [*progress.counts, *progress.live]
    if not set(named) <= track.work.keys():
        raise SnapshotMismatch("the snapshot names a set that is not there")
    for log, its in zip(progress.logs, tracks, strict=True):
        if not log.sets.keys() <= its.work.keys():
            raise SnapshotMismatch("the snapshot names a set that is not there")
    if progress.log.outcome is not None:
        raise SnapshotMismatch("the session of the snapshot is over")


def _dump_log(log: ExerciseLog) -> dict[str, object]:
    return {
        "sets": [_dump_set(done) for done in log.sets.values()],
        "symptoms": [[noted.value, noted.scale, noted.when.value, noted.area] for noted in log.symptoms],
        "outcome": None if log.outcome is None else log.outcome.value,
        "reason": None if log.reason is None else log.reason.value,
    }


def _load_log(data: Mapping[str, Any]) -> ExerciseLog:
    sets: dict[SetKey, PerformedSet] = {}
    for item in data["sets"]:
        done = _load_set(item)
        sets[done.side, done.n] = done
    return ExerciseLog(
        sets=sets,
        symptoms=[
            Symptom(int(value), str(scale), When(when), str(area)) for value, scale, when, area in data["symptoms"]
        ],
        outcome=None if data["outcome"] is None else Outcome(data["outcome"]),
        reason=None if data["reason"] is None else Reason(data["reason"]),
    )


def _dump_set(done: PerformedSet) -> dict[str, object]:
    return {
        "id": done.id,
        "n": done.n,
        "side": done.side.value,
        "reps": done.reps,
        "seconds": done.seconds,
        "metres": None if done.metres is None else str(done.metres),
        "load": None if done.load is None else _dump_load(done.load),
        "planned": done.planned,
        "source": done.source.value,
    }


def _load_set(data: Mapping[str, Any]) -> PerformedSet:
    load = data["load"]
    return PerformedSet(
        id=str(data["id"]),
        n=int(data["n"]),
        side=Side(data["side"]),
        reps=_whole(data["reps"]),
        seconds=_whole(data["seconds"]),
        metres=None if data["metres"] is None else Decimal(data["metres"]),
        load=None if load is None else _load_load(load),
        planned=_whole(data["planned"]),
        source=Source(data["source"]),
    )


def _dump_load(load: Load) -> dict[str, object]:
    value = None if load.value is None else str(load.value)
    return {"kind": load.kind.value, "value": value, "colour": load.colour, "maker": load.maker, "text": load.text}


def _load_load(data: Mapping[str, Any]) -> Load:
    value = None if data["value"] is None else Decimal(data["value"])
    return Load(LoadKind(data["kind"]), value, str(data["colour"]), str(data["maker"]), str(data["text"]))


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
