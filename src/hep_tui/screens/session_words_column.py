"""The column beside the number: the side, what to do, where in the set, and how the repetition moves."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from hep_care.frozen import frozen
from hep_tui.screens.session_scene import Beat, Scene, Tempo
from hep_tui.widgets.board import Sheet
from hep_tui.widgets.letter_shapes import FIVE_LETTERS, dots_across, rows_tall, word_rows
from hep_tui.widgets.tempo_figure import label_places, tempo_figure

if TYPE_CHECKING:
    from hep_tui.screens.session_layout import Frame, Look

_FIGURES = {1: (4, 3), 2: (6, 4, 3), 3: (9, 6, 4, 3)}
"""Rows that the figure may take, the largest first, by the size of the words; its labels are the last of them."""
_BEAT_CELLS = 24


@frozen
class _Plan:
    """What stands in the column and how tall it is; 0 is a word in plain text."""

    side: int
    phase: int
    set: int
    figure: int
    gap: int
    """Free rows above and below the figure."""
    rows: int


def draw_words(sheet: Sheet, scene: Scene, frame: Frame, look: Look) -> None:
    """Everything in the column, in places that stay the same through the exercise."""
    plan = next((plan for plan in _plans(scene, frame, look) if plan.rows <= frame.height), None)
    if plan is None:
        return
    y = frame.y + (frame.height - plan.rows) // 2
    tone = scene.tone or "muted"
    if scene.has_side:
        y = _word(sheet, scene.side_word, plan.side, frame, y, "strong", look)
    y = _word(sheet, scene.phase_word if plan.phase else scene.phase, plan.phase, frame, y, tone, look)
    if look.large:
        y = _word(sheet, scene.set_word, plan.set, frame, y, "", look)
    y += 0 if plan.phase else 1
    if plan.figure and scene.tempo:
        _tempo(sheet, scene.tempo, frame, y + plan.gap, plan.figure, look)
    elif plan.figure and scene.beat:
        _beat(sheet, scene.beat, frame, y + plan.gap, look)
    y += plan.figure + 2 * plan.gap if plan.figure else 0
    for row, line in enumerate(wrap(scene.rep, frame.width)[: 1 if plan.figure else 2]):
        sheet.write(frame.x, y + row, line, "strong" if scene.tone else "muted")


def _plans(scene: Scene, frame: Frame, look: Look) -> Iterator[_Plan]:
    """Ways to fill the column, the best first: small words rather than none, a figure rather than large words."""
    largest = max(1, min(3, frame.width // FIVE_LETTERS))
    for scale in range(largest, 0, -1):
        figures = _FIGURES[scale] if scene.tempo else (1,) if scene.beat else (0,)
        for phase in (scale, 0):
            # Large text is large words first; the path of the repetition is for where there is room.
            for figure in (*figures, 0) if look.large and phase else figures:
                for gap in (1, 0) if figure else (0,):
                    yield _plan(scene, look, (scale, phase), figure, gap)
    for figure in (3, 0) if scene.tempo else (0,):
        yield _plan(scene, look, (0, 0), figure, 0)


def _plan(scene: Scene, look: Look, scales: tuple[int, int], figure: int, gap: int) -> _Plan:
    side, phase = scales
    words = [side] * scene.has_side + [phase] + [phase] * look.large
    # A word in plain text needs no free row below it, but what follows the last one does.
    rows = sum(_tall(scale, look) + (1 if scale else 0) for scale in words) + (0 if phase else 1)
    return _Plan(side, phase, phase, figure, gap, rows + 1 + (figure + 2 * gap if figure else 0))


def _tall(scale: int, look: Look) -> int:
    return rows_tall(scale, ascii_only=look.ascii_only) if scale else 1


def _word(sheet: Sheet, word: str, scale: int, frame: Frame, y: int, style: str, look: Look) -> int:
    """One word, as large as its place or, where it is longer than most, smaller; the row after it."""
    size = scale
    while size and dots_across(word) * size > frame.width:
        size -= 1
    drawn = word_rows(word, size, look.ascii_only) if size else ()
    if drawn:
        sheet.stamp(frame.x, y, drawn, style)
    else:
        sheet.write(frame.x, y, word, style, most=frame.width)
    return y + _tall(scale, look) + (1 if scale else 0)


def _tempo(sheet: Sheet, tempo: Tempo, frame: Frame, y: int, height: int, look: Look) -> None:
    labels = label_places(tempo.seconds, tempo.names, frame.width) if height > 3 else []
    rows = height - 1 if labels else height
    figure = tempo_figure(tempo.seconds, tempo.names, tempo.at, frame.width, rows, ascii_only=look.ascii_only)
    if figure is None:
        return
    sheet.stamp(frame.x, y, figure.ahead, "muted")
    sheet.stamp(frame.x, y, figure.behind, "hold")
    for x, name in labels:
        sheet.write(frame.x + x, y + rows, name, "muted")


def _beat(sheet: Sheet, beat: Beat, frame: Frame, y: int, look: Look) -> None:
    """A ball that is on the one side or on the other; where nothing may move, only the number of beats."""
    mark = "o" if look.ascii_only else "●"
    said = f"{beat.bpm} a minute"
    cells = min(_BEAT_CELLS, frame.width - len(said) - 2)
    if not look.motion or cells < 8:
        sheet.write(frame.x, y, said, "muted", most=frame.width)
        return
    sheet.write(frame.x, y, look.marks.rest * cells, "muted")
    if beat.number is not None:
        sheet.write(frame.x + (cells - 2 if beat.number % 2 else 0), y, mark * 2, "hold")
    sheet.write(frame.x + cells + 2, y, said, "muted", most=frame.width - cells - 2)
