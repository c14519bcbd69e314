"""Where everything of a session stands, at any size: one number, one word, much room around them.

Nothing but what has changed moves: places depend on the window and on the exercise, never on the moment.
"""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len

from hep_care.frozen import frozen
from hep_tui.screens.session_scene import Scene
from hep_tui.screens.session_words import progress_words
from hep_tui.screens.session_words_column import draw_words
from hep_tui.widgets.board import Sheet
from hep_tui.widgets.digit_shapes import DIGITS, rows_that_fit, text_rows
from hep_tui.widgets.glyphs import Glyphs, GlyphSet, glyphs_of
from hep_tui.widgets.letter_shapes import FIVE_LETTERS, dots_across, rows_tall, word_rows

_TWO_COLUMNS = (54, 15)
"""The least window in which words stand beside the number instead of below it."""
_GAP = 3
_SWITCH_DIGITS = 3
"""The least rows of the seconds below the name of a side."""


@frozen
class Look:
    """How it is drawn."""

    glyphs: GlyphSet = "unicode"
    large: bool = False
    """Fewer things, and those larger."""
    motion: bool = True

    @property
    def ascii_only(self) -> bool:
        """Whether block glyphs are left out."""
        return self.glyphs == "ascii"

    @property
    def marks(self) -> Glyphs:
        """The small glyphs."""
        return glyphs_of(self.glyphs)


@frozen
class Frame:
    """The rows and columns between the lines at the top and those at the bottom."""

    x: int
    y: int
    width: int
    height: int


def draw(scene: Scene, width: int, height: int, look: Look) -> Sheet:
    """The whole stage."""
    sheet = Sheet(width, height)
    top = _head(sheet, scene, look)
    bottom = _foot(sheet, scene, look)
    middle = Frame(0, top, width, max(0, bottom - top))
    if scene.switching:
        _switch(sheet, scene, middle, look)
    elif width >= _TWO_COLUMNS[0] and height >= _TWO_COLUMNS[1]:
        right = words_width(width)
        left = width - right - _GAP
        _number(sheet, scene, Frame(0, middle.y, left, middle.height), look)
        draw_words(sheet, scene, Frame(left + _GAP, middle.y, right, middle.height), look)
    else:
        _one_column(sheet, scene, middle, look)
    return sheet


def words_width(width: int) -> int:
    """How wide the column of words is: as many whole words of five large letters as leave the number the most room."""
    scale = scale_at(width)
    spare = width - 2 * (FIVE_LETTERS * scale + _GAP)
    return FIVE_LETTERS * scale + max(0, min(6 * scale, spare // 2))


def scale_at(width: int) -> int:
    """The size of large words in a window."""
    return 3 if width >= 184 else 2 if width >= 112 else 1


def _head(sheet: Sheet, scene: Scene, look: Look) -> int:
    """Exercise and set; the first row below them."""
    y = 1 if sheet.height >= 18 else 0
    taken = sheet.write_right(y, scene.set if look.large else scene.place, "strong" if look.large else "muted")
    sheet.write(0, y, scene.name, "strong", most=sheet.width - taken - 2)
    if look.large:
        return y + 2
    taken = sheet.write_right(y + 1, scene.set, "strong")
    room = sheet.width - taken - 2
    sheet.write(0, y + 1, scene.side, "strong", most=room)
    x = cell_len(scene.side) + 3 if scene.side else 0
    sheet.write(x, y + 1, scene.dose, "muted", most=room - x)
    return y + (3 if sheet.height >= 18 else 2)


def _foot(sheet: Sheet, scene: Scene, look: Look) -> int:
    """The cue, what is next, a note and how far this is; the first row of them."""
    tall = sheet.height >= 32
    y = sheet.height - (2 if tall else 1)
    _progress(sheet, scene, y, look)
    y -= 2 if tall else 1
    note_y = y
    y -= 1
    if look.large:
        sheet.write(0, y, scene.next)
    else:
        taken = sheet.write_right(y, scene.ceiling, "muted", most=sheet.width // 2)
        sheet.write(0, y, scene.next, "muted", most=sheet.width - taken - 2)
        y -= 2 if tall else 1
        sheet.write(0, y, scene.cue)
    _note(sheet, scene, note_y)
    return y - (1 if tall else 0)


def _note(sheet: Sheet, scene: Scene, y: int) -> None:
    """A quiet word on one row; what must be seen takes the rows above it too."""
    if not scene.warn:
        sheet.write(0, y, scene.note, "muted")
        return
    lines = wrap(scene.note, max(1, sheet.width))[:3]
    for up, line in enumerate(reversed(lines)):
        sheet.write(0, y - up, line.ljust(sheet.width), "warn")


def _progress(sheet: Sheet, scene: Scene, y: int, look: Look) -> None:
    done, total = scene.progress
    taken = sheet.write_right(y, progress_words(done, total), "muted")
    cells, marks = max(0, sheet.width - taken - 2), look.marks
    behind = cells * min(max(done, 0), total) // total if total > 0 else 0
    sheet.write(0, y, marks.line_ahead * cells, "ahead")
    sheet.write(0, y, marks.line * behind, "done")
    if 0 < behind < cells:
        sheet.write(behind, y, marks.line_end, "ahead")


def _number(sheet: Sheet, scene: Scene, frame: Frame, look: Look) -> None:
    """The number, as tall as its column lets two digits be, so that 9 is not larger than 10."""
    style = "pulse" if scene.last_seconds and look.motion else scene.tone or "muted"
    room = frame.height - (1 if frame.height > 12 else 0)
    model = scene.digits.rjust(2, "0")
    drawable = scene.digits and set(scene.digits) <= set(DIGITS)
    rows = rows_that_fit(model, frame.width, room, ascii_only=look.ascii_only) if drawable else 0
    drawn = text_rows(scene.digits, rows, ascii_only=look.ascii_only) if rows else (scene.digits,)
    x = frame.x + max(0, (frame.width - len(drawn[0])) // 2)
    sheet.stamp(x, frame.y + max(0, (frame.height - len(drawn)) // 2), drawn, style)


def _one_column(sheet: Sheet, scene: Scene, middle: Frame, look: Look) -> None:
    """The number, and what to do in one line below it."""
    said = f" {look.marks.dot} ".join(word for word in (scene.side_word, scene.phase) if word)
    below = [(said, scene.tone or "muted"), (scene.rep, "")]
    lines = below[: max(1, min(2, middle.height - 4))]
    _number(sheet, scene, Frame(0, middle.y, middle.width, middle.height - len(lines)), look)
    for row, (words, style) in enumerate(lines, middle.y + middle.height - len(lines)):
        sheet.write(max(0, (sheet.width - cell_len(words)) // 2), row, words, style)


def _switch(sheet: Sheet, scene: Scene, middle: Frame, look: Look) -> None:
    """The side's name across the screen, with the seconds that are left below it."""
    word = scene.side_word or scene.phase_word
    model = max(dots_across(word), FIVE_LETTERS)
    tall = {s: rows_tall(s, ascii_only=look.ascii_only) for s in range(1, 9)}
    fits = [s for s in tall if model * s <= middle.width and tall[s] + 3 + _SWITCH_DIGITS <= middle.height]
    drawn = word_rows(word, max(fits), look.ascii_only) if fits else (word,)
    room = min(len(drawn), middle.height - len(drawn) - 3)
    low = rows_that_fit(scene.digits, middle.width, room, ascii_only=look.ascii_only)
    below = text_rows(scene.digits, low, ascii_only=look.ascii_only) if low and fits else (scene.digits,)
    low = len(below)
    y = middle.y + max(0, (middle.height - len(drawn) - low - 3) // 2)
    sheet.stamp((middle.width - len(drawn[0])) // 2, y, drawn, "switch")
    said = scene.phase.capitalize()
    sheet.write((middle.width - len(said)) // 2, y + len(drawn) + 1, said, "strong")
    style = "pulse" if scene.last_seconds and look.motion else "switch"
    sheet.stamp((middle.width - len(below[0])) // 2, y + len(drawn) + 3, below, style)
