"""Text that is only ever text: brackets in it are brackets, and no control reaches the terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.style import Style as RichStyle
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from hep_care.plain_text import plain_text


class PlainStatic(Static):
    """A Static that shows words as they are written and never reads markup."""

    def __init__(
        self, text: str | Content = "", *, id: str | None = None, classes: str | None = None, name: str | None = None
    ) -> None:
        super().__init__(_as_content(text), markup=False, id=id, classes=classes, name=name)

    def say(self, text: str | Content) -> None:
        """Shows these words in place of what stood here."""
        self.update(_as_content(text))


def content(*parts: str | tuple[str, str]) -> Content:
    """Words one after the other; a pair is words and their style (`("3 of 4", "bold $done")`).

    The style is ours and is read as a style; the words are anybody's and are only shown.
    """
    safe = [_safe(part) if isinstance(part, str) else (_safe(part[0]), part[1]) for part in parts]
    return Content.assemble(*safe)


def fit(text: str, cells: int) -> str:
    """Words cut or filled to exactly this many cells; what is cut ends in "…"."""
    if cells <= 0:
        return ""
    safe = plain_text(text)
    if cell_len(safe) <= cells:
        return set_cell_size(safe, cells)
    return set_cell_size(set_cell_size(safe, cells - 1).rstrip() + "…", cells)


def tinted(widget: Widget, colour: str) -> RichStyle:
    """How a widget's words look in a colour of the theme ("$due"); costs less than a component class."""
    return (widget.visual_style + Style.parse(colour)).rich_style


def _as_content(text: str | Content) -> Content:
    return text if isinstance(text, Content) else Content(_safe(text))


def _safe(text: str) -> str:
    return plain_text(text, lines=True)
