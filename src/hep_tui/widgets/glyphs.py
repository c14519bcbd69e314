"""The glyphs that carry a state, and their plain twins for terminals and fonts that lack them.

A glyph says the state; colour only repeats it. Each is one cell wide.
"""

from __future__ import annotations

from typing import Literal

from hep_care.frozen import frozen

GlyphSet = Literal["unicode", "ascii"]


@frozen
class Glyphs:
    """One glyph a state, the same on every screen."""

    done: str
    partial: str
    todo: str
    skipped: str
    rest: str
    excused: str
    unknown: str
    levels: tuple[str, str, str, str]
    """A quarter, half, three quarters and all of a day."""
    cursor: str
    line: str
    """The done part of a progress line."""
    line_end: str
    """Where the part to come begins."""
    line_ahead: str
    dot: str
    """Between two things on one line."""
    points_up: str
    """Under a column, at what is above."""


UNICODE = Glyphs(
    done="✓",
    partial="◐",
    todo="○",
    skipped="–",
    rest="·",
    excused="×",
    unknown="?",
    levels=("░", "▒", "▓", "█"),
    cursor="▌",
    line="━",
    line_end="╺",
    line_ahead="━",
    dot="·",
    points_up="▴",
)
ASCII = Glyphs(
    done="x",
    partial="/",
    todo="o",
    skipped="-",
    rest=".",
    excused="~",
    unknown="?",
    levels=("1", "2", "3", "x"),
    cursor=">",
    line="=",
    line_end="-",
    line_ahead="-",
    dot="-",
    points_up="^",
)


def glyphs_of(which: GlyphSet) -> Glyphs:
    """The glyphs of this set."""
    return ASCII if which == "ascii" else UNICODE
