"""The words above Today's list: nothing is due, or all of it is done, or how to begin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hep_care.counts import Tally
from hep_care.phases import Span
from hep_care.program import Program
from hep_tui.diary.seen import nothing_logged
from hep_tui.screens.today_frame import told_text
from hep_tui.screens.today_told import Told, begin_told, done_told, empty_told
from hep_tui.screens.today_words import done_words
from hep_tui.widgets.plain import PlainStatic

if TYPE_CHECKING:
    from hep_tui.diary import Diary

_WEEK = timedelta(days=6)
_COMES_IN_S = 0.6


class TodayQuiet(PlainStatic):
    """A few calm lines, or nothing; when a day has just been done they come in gently, once."""

    _open_before: date | None = None
    """The day that was last seen with something still to do."""

    def tell(self, diary: Diary, program: Program, tally: Tally, spans: tuple[Span, ...], today: date) -> bool:
        """Says what there is to say about a day; whether it is done."""
        done = None
        empty = empty_told(program, tally, spans)
        if empty is None:
            done = self._done(diary, program, tally, spans, today)
        told = empty or done
        if told is None and tally.plan.day == today and nothing_logged(diary):
            told = begin_told(tally)
        self.display = told is not None
        if told is not None:
            self.say(told_text(told, self.screen))
        just_done = done is not None and self._open_before == tally.plan.day == today
        self._open_before = tally.plan.day if told is None or done is None else None
        if just_done and self.app.animation_level != "none":
            self.styles.text_opacity = 0.0
            self.styles.animate("text_opacity", 1.0, duration=_COMES_IN_S)
        return done is not None

    def _done(self, diary: Diary, program: Program, tally: Tally, spans: tuple[Span, ...], today: date) -> Told | None:
        if not done_words(tally):
            return None
        late = tally.plan.day != today
        days = [] if late else diary.counts(today - _WEEK, today)
        return done_told(program, tally, spans, days, diary.score().days_shown_up if days else 0)
