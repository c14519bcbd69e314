"""What is seen of a running session: one moment of the player, drawn where it differs from the one before."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content

from hep_care.blocks import BlockKind
from hep_care.dose import Side
from hep_care.dose_text import dose_text
from hep_care.program import Prescription
from hep_tui.player import PlannedExercise, View
from hep_tui.screens import session_words as words
from hep_tui.widgets.big_digits import BigDigits, Phase
from hep_tui.widgets.big_word import BigWord
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import PlainStatic, content
from hep_tui.widgets.progress_line import ProgressLine

_PHASES: dict[str, Phase] = {"lead-in": "lead-in", "hold": "hold", "rest": "rest", "switch": "switch"}


class Line(PlainStatic):
    """Words in a place of fixed size: drawn again only when they differ, and nothing else moves then."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes)
        self._said: str | Content = ""

    def say(self, text: str | Content) -> None:
        """Shows these words in place of what stood here."""
        if text == self._said and isinstance(text, str) == isinstance(self._said, str):
            return
        self._said = text
        self.update(content(text) if isinstance(text, str) else text, layout=False)


class SessionStage(Container):
    """Exercise, side, set, the big number, the phase, one cue, what is next, and how far the session has come."""

    def __init__(self, *, glyphs: GlyphSet = "unicode", id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        """The words around the number."""
        with Horizontal(classes="pair"):
            yield Line(id="name")
            yield Line(id="place", classes="right")
        with Horizontal(classes="pair"):
            yield Line(id="side")
            yield Line(id="set", classes="right")
        yield Line(id="dose", classes="muted")
        with Container(id="middle"):
            yield BigDigits(glyphs=self._glyphs, id="digits")
            with Vertical(id="words"):
                yield Line(id="phase")
                yield Line(id="rep")
                yield Line(id="tempo")
                yield Line(id="cue")
        with Vertical(id="switch"):
            yield BigWord(glyphs=self._glyphs, id="word")
            yield Line(id="switch-words")
        with Horizontal(classes="pair"):
            yield Line(id="next", classes="muted")
            yield Line(id="ceiling", classes="right muted")
        yield Line(id="note", classes="muted")
        yield ProgressLine(glyphs=self._glyphs, id="progress")

    def show(self, view: View, planned: PlannedExercise, prescription: Prescription) -> None:
        """Draws a moment."""
        dose, phase = planned.dose, words.phase_class(view)
        self._line("name", view.name)
        self._line("place", words.place_words(view))
        self._line("side", view.side_words)
        self._line("set", words.set_words(view))
        self._line("dose", dose_text(dose))
        self._line("next", words.next_words(view))
        self._line("ceiling", words.ceiling_words(prescription))
        self._line("phase", words.phase_word(view))
        self._line("rep", words.rep_words(view, dose))
        self._line("cue", words.cue_words(view, prescription))
        tempo = words.tempo_words(view, dose)
        parts = [(word.upper(), "bold $hold") if now else (word, "$muted") for word, now in tempo]
        spaced = [part for pair in zip([" · "] * len(parts), parts, strict=True) for part in pair][1:]
        self._line("tempo", content(*spaced) if spaced else "")
        self._show_numbers(view, planned, phase)
        progress = self.query_one(ProgressLine)
        progress.done, progress.total = view.progress
        self._set_phase(view, phase)

    def _show_numbers(self, view: View, planned: PlannedExercise, phase: str) -> None:
        digits = self.query_one(BigDigits)
        digits.value = words.digits(view, planned.dose)
        digits.phase = _PHASES.get(phase, "")
        digits.set_class(words.in_last_seconds(view) and (view.seconds_left or 0) % 2 == 1, "-pulse")
        if view.kind is BlockKind.SWITCH:
            self.query_one(BigWord).word = view.side.value if view.side is not Side.NONE else "switch"
            said = (view.side_words, words.phase_word(view).lower(), words.digits(view, planned.dose))
            self._line("switch-words", " · ".join(part for part in said if part))

    def _set_phase(self, view: View, phase: str) -> None:
        switching = view.kind is BlockKind.SWITCH
        if self.has_class("-switching") != switching:
            self.set_class(switching, "-switching")
        word = self.query_one("#phase", Line)
        for name in _PHASES:
            if self.screen.has_class(f"-{name}") != (name == phase):
                self.screen.set_class(name == phase, f"-{name}")
                word.set_class(name == phase, f"-{name}")

    def note(self, text: str, *, warn: bool = False) -> None:
        """A quiet line, or one that must be seen."""
        self._line("note", text)
        self.query_one("#note").set_class(warn, "-warn")

    def _line(self, id: str, text: str | Content) -> None:
        self.query_one(f"#{id}", Line).say(text)
