"""The shapes of big digits: one stroke of one weight around rounded bowls, drawn anew for every height.

A digit is made of bars, stems and bowls whose edges fall on whole half-cells, so that strokes keep one
weight at 3 rows and at 20. A half-cell is about as wide as it is tall: lengths below are in half-cells.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from hep_care.frozen import frozen

MIN_ROWS, MAX_ROWS = 3, 40
MIN_ASCII_ROWS = 5
"""Without half-cells 5 and 6 look the same below this."""
DIGITS = "0123456789:"

Inside = Callable[[float, float], bool]


@frozen
class Frame:
    """The lines on which a digit of one height is built."""

    height: int
    stroke: int
    width: int

    @property
    def waist(self) -> int:
        """The top of the middle bar; the lower bowl is never the smaller one."""
        return (self.height - self.stroke) // 2

    @property
    def gap(self) -> int:
        """Space between two digits."""
        return max(1, round(self.stroke * 0.75))


def frame_of(rows: int) -> Frame:
    """The frame of digits this many rows tall."""
    height = rows * 2
    if rows < 5:
        return Frame(height, 1, 4)
    stroke = max(2, round(height / 6.5))
    return Frame(height, stroke, max(2 * stroke + 2, round(height * 0.6)))


def text_width(text: str, rows: int) -> int:
    """Cells that a text of digits and colons takes at a height."""
    frame = frame_of(rows)
    return sum(glyph_width(char, rows) for char in text) + frame.gap * max(0, len(text) - 1)


def glyph_width(char: str, rows: int) -> int:
    """Cells of one character; every digit is as wide as every other, so that a countdown stands still."""
    frame = frame_of(rows)
    return frame.stroke if char == ":" else frame.width


@cache
def glyph_rows(char: str, rows: int, ascii_only: bool) -> tuple[str, ...]:
    """One digit or a colon, one string a row."""
    frame = frame_of(rows)
    inside, width = _shape(char, frame), glyph_width(char, rows)
    lines = []
    for row in range(rows):
        pairs = ((inside(x + 0.5, row * 2 + 0.5), inside(x + 0.5, row * 2 + 1.5)) for x in range(width))
        lines.append("".join(_cell(top, bottom, ascii_only) for top, bottom in pairs))
    return tuple(lines)


def text_rows(text: str, rows: int, *, ascii_only: bool = False) -> tuple[str, ...]:
    """A text of digits and colons, one string a row."""
    gap = " " * frame_of(rows).gap
    glyphs = [glyph_rows(char, rows, ascii_only) for char in text]
    return tuple(gap.join(glyph[row] for glyph in glyphs) for row in range(rows))


def rows_that_fit(text: str, width: int, height: int, *, ascii_only: bool = False) -> int:
    """The most rows at which a text fits, 0 where even the smallest does not."""
    smallest = MIN_ASCII_ROWS if ascii_only else MIN_ROWS
    for rows in range(min(height, MAX_ROWS), smallest - 1, -1):
        if text_width(text, rows) <= width:
            return rows
    return 0


def _cell(top: bool, bottom: bool, ascii_only: bool) -> str:
    if ascii_only:
        return "#" if top and bottom else " "
    return {(True, True): "█", (True, False): "▀", (False, True): "▄"}.get((top, bottom), " ")


def _shape(char: str, frame: Frame) -> Inside:
    """Whether a point belongs to a digit; 2 is 5 upside down, 9 is 6 turned round."""
    if char in "29":
        other = _shape("5" if char == "2" else "6", frame)
        if char == "2":
            return lambda x, y: other(x, frame.height - y)
        return lambda x, y: other(frame.width - x, frame.height - y)
    return {
        "0": _zero,
        "1": _one,
        "3": _three,
        "4": _four,
        "5": _five,
        "6": _six,
        "7": _seven,
        "8": _eight,
        ":": _colon,
    }[char](frame)


def _zero(frame: Frame) -> Inside:
    return _bowl(frame, 0, frame.height)


def _one(frame: Frame) -> Inside:
    stroke, left = frame.stroke, (frame.width - frame.stroke + 1) // 2
    flag = max(1, round(frame.height * 0.14))

    def inside(x: float, y: float) -> bool:
        if left <= x <= left + stroke:
            return True
        # The flag falls from the top of the stem to the left, as thick as a stroke.
        return left - flag <= x < left and left - x <= y <= left - x + stroke

    return inside


def _three(frame: Frame) -> Inside:
    eight, stem = _eight(frame), frame.stroke + _terminal(frame)

    def inside(x: float, y: float) -> bool:
        waist, half = frame.waist, frame.width / 2
        if x >= half:
            return eight(x, y)
        if waist <= y <= waist + frame.stroke:
            return x >= frame.width * 0.3
        return eight(x, y) and (y <= stem or y >= frame.height - stem)

    return inside


def _four(frame: Frame) -> Inside:
    stroke, top = frame.stroke, frame.waist
    if frame.height < 14:  # too small for a slope that leaves a hole
        right = frame.width - stroke
        return lambda x, y: x >= right or (x <= stroke and y <= top) or top <= y <= top + stroke
    top += 2 * round(frame.height * 0.06)
    right = frame.width - stroke - stroke // 2

    def inside(x: float, y: float) -> bool:
        if right <= x <= right + stroke or top <= y <= top + stroke:
            return True
        # The slope runs from the bar's left end to the stem's top.
        edge = right * (1 - y / top)
        return y <= top and edge <= x <= edge + stroke * 1.25 and x <= right

    return inside


def _five(frame: Frame) -> Inside:
    stroke, waist = frame.stroke, frame.waist
    bowl, low = _bowl(frame, waist, frame.height), frame.height - stroke - _terminal(frame)

    def inside(x: float, y: float) -> bool:
        if y <= stroke or (x <= stroke and y <= waist + stroke):
            return True
        if x <= frame.width / 2 and waist <= y <= waist + stroke:
            return True
        return bowl(x, y) and (x > frame.width / 2 or y >= low)

    return inside


def _six(frame: Frame) -> Inside:
    outer, lower = _bowl(frame, 0, frame.height), _bowl(frame, frame.waist, frame.height)

    def inside(x: float, y: float) -> bool:
        joined = x <= frame.width / 2 and frame.waist <= y <= frame.waist + frame.stroke
        if joined or lower(x, y):
            return True
        return outer(x, y) and (x <= frame.width / 2 or y <= frame.stroke + _terminal(frame))

    return inside


def _seven(frame: Frame) -> Inside:
    stroke = frame.stroke
    foot = frame.width * 0.28

    def inside(x: float, y: float) -> bool:
        if y <= stroke:
            return True
        down = (y - stroke) / (frame.height - stroke)
        left = (frame.width - stroke) + (foot - (frame.width - stroke)) * down
        return left <= x <= left + stroke * 1.15 and x <= frame.width

    return inside


def _eight(frame: Frame) -> Inside:
    upper, lower = _bowl(frame, 0, frame.waist + frame.stroke), _bowl(frame, frame.waist, frame.height)
    return lambda x, y: upper(x, y) or lower(x, y)


def _colon(frame: Frame) -> Inside:
    stroke, waist = frame.stroke, frame.waist
    above, below = waist // 4 * 2, waist + stroke + (frame.height - waist - stroke) // 2
    return lambda x, y: above <= y <= above + stroke or below <= y <= below + stroke


def _terminal(frame: Frame) -> int:
    """How far an open stroke turns back."""
    return round(frame.stroke * 0.7) if frame.stroke > 1 else 0


def _bowl(frame: Frame, top: int, bottom: int) -> Inside:
    """A ring of one stroke with round corners over the whole width."""
    stroke, width = frame.stroke, frame.width
    radius = min((bottom - top) / 2, width / 2, stroke * 1.7) if stroke > 1 else 0.0
    outer = _rounded(0, top, width, bottom, radius)
    inner = _rounded(stroke, top + stroke, width - stroke, bottom - stroke, max(0.0, radius - stroke))
    return lambda x, y: outer(x, y) and not inner(x, y)


def _rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Inside:
    def inside(x: float, y: float) -> bool:
        if not (left <= x <= right and top <= y <= bottom):
            return False
        across = max(left + radius - x, x - (right - radius), 0)
        down = max(top + radius - y, y - (bottom - radius), 0)
        return across * across + down * down <= radius * radius or across == 0 or down == 0

    return inside
