"""What stands above and below Today's list: where this day is in the program, and how it has been going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from hep_care.adherence import Score
from hep_care.counts import DayCount, Tally
from hep_care.phases import Span
from hep_care.program import Program
from hep_care.why import day_words
from hep_tui.screens import today_words as words
from hep_tui.widgets.glyphs import GlyphSet
from hep_tui.widgets.plain import PlainStatic


class TodayHead(Vertical):
    """The greeting, the date, the program, and what is to be known about them."""

    def compose(self) -> ComposeResult:
        """The line with the date, then the program and the notices."""
        with Horizontal(id="hello"):
            yield PlainStatic(id="greeting")
            yield PlainStatic(id="when")
        yield PlainStatic(id="program")
        yield PlainStatic(id="notices")

    def show(
        self, program: Program, tally: Tally, spans: Sequence[Span], now: datetime, today: date, notice: str
    ) -> None:
        """Shows a day; `notice` is what is to be known about the clock."""
        day = tally.plan.day
        late = day != today
        say(self, "#greeting", f"Adding to {words.long_day(day)}" if late else words.greeting(now))
        say(self, "#when", " · ".join(filter(None, (day_words(day), words.week_words(program, spans, day)))))
        say(self, "#program", words.title_words(program, tally.plan))
        lines = (
            " ".join(filter(None, (words.SAMPLE if program.sample else "", notice))),
            words.phase_notice(program, tally.plan),
            "What you log here is marked as added later." if late else "",
        )
        say(self, "#notices", "\n".join(filter(None, lines)))


class TodayFoot(Horizontal):
    """The last seven days, the score, and the days the patient showed up."""

    def compose(self) -> ComposeResult:
        """Three words on one line."""
        yield PlainStatic(id="bars")
        yield PlainStatic(id="score")
        yield PlainStatic(id="shown-up")

    def show(self, score: Score, days: Sequence[DayCount], today: date, glyphs: GlyphSet) -> None:
        """Shows how it has been going."""
        self.query_one("#bars", PlainStatic).say(words.bars(days, today, glyphs))
        say(self, "#score", words.score_words(score))
        say(self, "#shown-up", words.back_words(days, today) or words.shown_words(score))


def say(inside: Widget, where: str, line: str) -> None:
    """Shows a line, or nothing at all where it is empty."""
    static = inside.query_one(where, PlainStatic)
    static.say(line)
    static.display = bool(line)
