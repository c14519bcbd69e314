"""How a repetition moves: a path that goes down, stays and comes up, as long as its seconds, and where in it this is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, floor

from hep_care.frozen import frozen

LEAST_CELLS, MOST_CELLS = 2, 12
"""Cells of one second: fewer cannot be told apart, more would be a landscape."""
_DOWN, _UP = "lower", "lift"


@frozen
class TempoFigure:
    """A path, one string a row: `behind` is what has run, the running second included, and `ahead` what is to come.

    Both are as wide as the path and hold spaces where the other one draws.
    """

    behind: tuple[str, ...]
    ahead: tuple[str, ...]


def cells_a_second(tempo: Sequence[int], width: int) -> int:
    """How long a second is drawn; 0 where the path would not fit."""
    cells = min(MOST_CELLS, width // sum(tempo)) if sum(tempo) > 0 else 0
    return cells if cells >= LEAST_CELLS else 0


def tempo_figure(
    tempo: Sequence[int], names: Sequence[str], at: int | None, width: int, height: int, *, ascii_only: bool = False
) -> TempoFigure | None:
    """The path of a tempo at its second `at` (from 0; None before it begins); None where there is no room for it."""
    cells = cells_a_second(tempo, width)
    if not cells or height < 2:
        return None
    levels = _levels(tempo, names, cells, height)
    done = 0 if at is None else (at + 1) * cells
    behind = [[" "] * (len(levels) - 1) for _ in range(height)]
    ahead = [row.copy() for row in behind]
    for x, (left, right) in enumerate(pairwise(levels)):
        first = floor(min(left, right))
        last = max(first, ceil(max(left, right)) - 1)
        if x < done:
            for half in range(first, last + 1):
                behind[half // 2][x] = _joined(behind[half // 2][x], half, ascii_only)
        elif x % 2 == 0:
            ahead[(first + last) // 4][x] = "." if ascii_only else "·"
    return TempoFigure(tuple(map("".join, behind)), tuple(map("".join, ahead)))


def _levels(tempo: Sequence[int], names: Sequence[str], cells: int, height: int) -> list[float]:
    """How deep the path is at the edge of each cell, in half-rows from the top."""
    bottom = height * 2 - 1
    level, levels = 0.0, [0.0]
    for name, seconds in zip(names, tempo, strict=False):
        end = float(bottom) if name == _DOWN else 0.0 if name == _UP else level
        steps = seconds * cells
        levels += [level + (end - level) * step / steps for step in range(1, steps + 1)]
        level = end if steps else level
    return levels


def _joined(there: str, half: int, ascii_only: bool) -> str:
    if ascii_only:
        return "#"
    own = "▄" if half % 2 else "▀"
    return own if there in (" ", own) else "█"


def label_places(tempo: Sequence[int], names: Sequence[str], width: int) -> list[tuple[int, str]]:
    """Where each phase's name stands under the path, or nothing where one does not fit below its own part."""
    cells = cells_a_second(tempo, width)
    starts = accumulate((seconds * cells for seconds in tempo), initial=0)
    parts = [(at, name, seconds * cells) for at, name, seconds in zip(starts, names, tempo, strict=False) if seconds]
    room = [following[0] - part[0] for part, following in pairwise(parts)]
    fits = all(len(name) < cells_here for (_, name, _), cells_here in zip(parts, room, strict=False))
    return [(at, name) for at, name, _ in parts] if parts and fits else []
