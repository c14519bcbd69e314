"""How the score came about: its arithmetic in sentences, then the days it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from hep_care.adherence import Score, State, Term, explain
from hep_care.why import day_words
from hep_tui.screens.base import HepDialog
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.item_list import ItemList, Row, RowKind
from hep_tui.widgets.plain import PlainStatic, fit

_MOST_TERMS = 60
_SHARE_CELLS = 8


class ScorePage(HepDialog[None]):
    """Explains one score."""

    CSS_PATH = "calendar.tcss"
    HELP = (
        "Where your score comes from: each day on which something was due, the share you did, and how much it weighs."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,w,q", "dismiss", "back", id="score.close", tooltip="Back to the calendar"),
    ]

    def __init__(self, score: Score, glyphs: GlyphSet = "unicode", paused_for: str = "") -> None:
        super().__init__()
        self._score = score
        self._paused_for = paused_for
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The sentences, then a line a day."""
        with Vertical(classes="sheet", id="score-page"):
            yield PlainStatic("How this is worked out", classes="head")
            yield PlainStatic("\n".join(self._sentences()), id="explained")
            if self._score.terms:
                yield ItemList(term_rows(self._score.terms[:_MOST_TERMS]), glyphs=self._glyphs, id="terms")
            yield PlainStatic("↑ ↓ days · esc back", classes="keys")

    def _sentences(self) -> list[str]:
        lines = list(explain(self._score))
        if self._score.state is State.PAUSED and self._paused_for:
            lines.insert(1, f"What you gave most as the reason: {self._paused_for}. It goes on by itself when you do.")
        if self._score.state is State.FIT:
            lines.append(
                "A plan that fits your days helps more than a fuller one: ask your therapist to make it shorter."
            )
        return lines

    def on_mount(self) -> None:
        """The arrows work at once."""
        for terms in self.query(ItemList):
            terms.focus()


def term_rows(terms: Sequence[Term]) -> list[Row]:
    """The newest days with what each of them counts for and weighs."""
    rows = [Row("head", RowKind.HEADING, "Day by day, newest first", "share     weight")]
    return rows + [
        Row(
            term.day.isoformat(),
            RowKind.ITEM,
            f"{day_words(term.day)} {term.day.year}",
            f"{fit(share_words(term.credit), _SHARE_CELLS)}  {term.weight:.2f}",
        )
        for term in terms
    ]


def share_words(credit: Fraction) -> str:
    """How much of a day was done: "all", "3/4", "66 %", or nothing to say."""
    if credit == 1:
        return "all"
    if not credit:
        return "–"
    return str(credit) if credit.denominator <= 4 else f"{max(1, round(100 * credit))} %"
