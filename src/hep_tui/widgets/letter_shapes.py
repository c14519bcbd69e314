"""Capital letters that can be read from the floor: the side that works, and what to do.

Each letter is seven dots tall. Where there are half-cells a dot is as tall as it is wide; without them a dot is a
whole cell, and letters are twice as tall as they are wide.
"""

from __future__ import annotations

from functools import cache

DOTS = 7
"""Dots from top to bottom."""
_SHAPES = {
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #.... #...# .###.",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".###. #...# #.... #.### #...# #...# .###.",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": "### .#. .#. .#. .#. .#. ###",
    "J": "..### ....# ....# ....# #...# #...# .###.",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# ##..# ##..# #.#.# #..## #..## #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# ##.## #...#",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..",
    "Z": "##### ....# ...#. ..#.. .#... #.... #####",
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
    "1": ".#. ##. .#. .#. .#. .#. ###",
    "2": ".###. #...# ....# ..##. .#... #.... #####",
    "3": "##### ...#. ..#.. ...#. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": ".###. #.... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ..#.. .#... .#... .#...",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ....# .###.",
    " ": "... ... ... ... ... ... ...",
}
_LETTERS = {letter: tuple(shape.split()) for letter, shape in _SHAPES.items()}
FIVE_LETTERS = 29
"""Dots across of the widest word of five letters, spaces between them included."""


def dots_across(word: str) -> int:
    """How many dots wide a word is; 0 where it has a letter that is not drawn here."""
    if not word or not set(word) <= _LETTERS.keys():
        return 0
    return sum(len(_LETTERS[letter][0]) for letter in word) + len(word) - 1


def rows_tall(scale: int, *, ascii_only: bool = False) -> int:
    """Rows that letters of a scale take."""
    return DOTS * scale if ascii_only else (DOTS * scale + 1) // 2


@cache
def word_rows(word: str, scale: int, ascii_only: bool = False) -> tuple[str, ...]:
    """A word with dots of `scale` cells, one string a row; empty where it cannot be drawn."""
    if not dots_across(word) or scale < 1:
        return ()
    dots = [" ".join(_LETTERS[letter][row] for letter in word).replace(".", " ") for row in range(DOTS)]
    lines = ["".join(dot * scale for dot in line) for line in dots for _ in range(scale)]
    if ascii_only:
        return tuple(lines)
    lines.append(" " * len(lines[0]))
    return tuple(
        "".join(_cell(top, bottom) for top, bottom in zip(lines[row * 2], lines[row * 2 + 1], strict=True))
        for row in range(rows_tall(scale))
    )


def _cell(top: str, bottom: str) -> str:
    return {("#", "#"): "█", ("#", " "): "▀", (" ", "#"): "▄"}.get((top, bottom), " ")
