"""How Today is drawn: the head, the list with the selected exercise beside it, the foot, and the week where it fits."""

from __future__ import annotations

from datetime import date, timedelta

from textual import events
from textual.app import ComposeResult
from textual.containers import Container

from hep_care.counts import Tally
from hep_care.credit import ItemState
from hep_care.day import LATE_DAYS
from hep_care.entry import Record
from hep_care.program import Program
from hep_care.why import day_words
from hep_tui.diary.standing import stale_words
from hep_tui.screens import today_flow
from hep_tui.screens import today_words as words
from hep_tui.screens.exercise_detail import ExerciseDetail, Shown
from hep_tui.screens.next_morning import MorningLine, MorningScreen
from hep_tui.screens.today_frame import Heading, TodayFoot, TodayHead, key_shown
from hep_tui.screens.today_items import key_of, next_open, slot_named
from hep_tui.screens.today_quiet import TodayQuiet
from hep_tui.screens.today_rows import Air, today_rows
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.key_line import KeyLine

_ROOMY_FROM = 24
_WEEK_FROM = 180
_COUNTED_AT_ONCE = 60


class TodayView(MorningScreen):
    """The screen of one local date as it is drawn; what its keys do is another matter."""

    AUTO_FOCUS = ""
    CSS_PATH = "today.tcss"
    typed_ahead = False
    """Whether Enter came once more while a session was about to open."""

    def __init__(self, day: date | None = None) -> None:
        super().__init__(name="today")
        self._day = day
        self._today: date | None = None
        self._tally: Tally | None = None
        self._extra: tuple[ItemState, ...] = ()
        self._last: dict[str, Record | None] = {}
        self._air: Air | None = None
        self._cue_key = ""
        self._detail_waits = False

    @property
    def _glyph_set(self) -> GlyphSet:
        return "ascii" if self.hep.settings.ascii else "unicode"

    def compose(self) -> ComposeResult:
        """The head, the list with its detail, the foot."""
        yield TodayHead(id="head")
        yield TodayQuiet(id="quiet")
        yield MorningLine(id="morning")
        with Container(id="body"):
            yield ItemList(glyphs=self._glyph_set, id="items")
            yield ExerciseDetail(glyphs=self._glyph_set, id="detail")
        yield TodayFoot(id="foot")
        yield KeyLine(glyphs=self._glyph_set)

    @property
    def tally(self) -> Tally | None:
        """The day that is shown."""
        return self._tally

    @property
    def shows_today(self) -> bool:
        """Whether this is the day that runs, and not an earlier one."""
        return self._day is not None and self._day == self._today

    @property
    def detail(self) -> ExerciseDetail:
        """The exercise beside the list. The bar may have moved since it was drawn; this is the one under it now."""
        self._draw_detail()
        return self.query_one(ExerciseDetail)

    def selected(self) -> ItemState | None:
        """The item under the cursor."""
        key = self.query_one(ItemList).highlighted
        states = self._tally.states if self._tally else ()
        return next((state for state in (*states, *self._extra) if key_of(state) == key), None)

    def on_resize(self, event: events.Resize) -> None:
        """A low window has no room for empty lines, and a very wide one has room for the week."""
        program = self._program
        if program is not None and self._tally is not None and self._air is not self._air_now:
            self._draw_list(program, self._tally)
        self._draw_week()

    # --- drawing

    @property
    def _program(self) -> Program | None:
        return self.diary.program(self._day) or self.diary.program()

    @property
    def _air_now(self) -> Air:
        if self.hep.settings.text_size == "large":
            return Air.LINES
        return Air.SESSIONS if self.app.size.height >= _ROOMY_FROM else Air.NONE

    def diary_changed(self) -> None:
        """Read the day again and draw it; a screen that showed today follows to the new day."""
        today = self.diary.today
        if self._day is None or self._day == self._today or (today - self._day).days > LATE_DAYS:
            self._day = today
        first = self._today != today or self._tally is None or self._tally.plan.day != self._day
        self._today = today
        self._last.clear()
        self.query_one(ExerciseDetail).forget()
        self._tally = self.diary.tally(self._day)
        self._extra = self.diary.not_due(self._day) if self._day != today else ()
        program = self._program
        if program is None:
            self.hep.open_first()
            return
        self.refresh_bindings()
        self._cue_key = key_shown(self, "today.cue")
        spans, clock = words.spans_of(self.diary.counter(self._day)), self.diary.clock
        notice = " ".join(filter(None, (clock.notice, stale_words(self.diary))))
        self.query_one(TodayHead).show(Heading(program, self._tally, spans, clock.now(), today, notice))
        done = self.query_one(TodayQuiet).tell(self.diary, program, self._tally, spans, today)
        self.set_class(done, "-day-done")
        self.tell_morning(here=self.shows_today)
        self._draw_list(program, self._tally)
        begin = next_open(self._tally.states) if first else None
        if begin is not None:
            self.query_one(ItemList).highlight(begin)
        self._draw_detail()
        if first:
            self.hep.once_shown(self._draw_foot)
        else:
            self.call_after_refresh(self._draw_foot)

    def _draw_list(self, program: Program, tally: Tally) -> None:
        items, self._air = self.query_one(ItemList), self._air_now
        items.show(
            today_rows(
                tally,
                program.timings,
                glyphs_of(self._glyph_set),
                air=self._air,
                extra=self._extra,
                habits=today_flow.habits(self.hep.settings, tally.plan),
            )
        )
        items.display = bool(tally.states or self._extra)
        if not items.display and items.has_focus:
            # Its keys would stand at the foot and do nothing.
            self.set_focus(None)
        elif items.display and self.focused is None:
            items.focus()

    def _draw_detail(self) -> None:
        self._detail_waits = False
        state, program = self.selected(), self._program
        detail = self.query_one(ExerciseDetail)
        detail.display = state is not None
        if state is None or program is None or self._day is None or self._tally is None:
            detail.tell(None)
            return
        p = state.item.prescription
        if p.line not in self._last:
            self._last[p.line] = next(iter(self.diary.last_times(p.line, self._day, most=1)), None)
        last, settings = self._last[p.line], self.hep.settings
        detail.tell(
            Shown(
                state,
                program,
                last,
                self._ago(last.entry.date) if last else "",
                target="today" if self._day == self._today else "",
                routine=today_flow.habit(settings, slot_named(self._tally.plan, state.item.slot), p.exercise),
                units=settings.units,
                cue_key=self._cue_key,
            )
        )

    def _ago(self, day: date) -> str:
        recent = self._day == self._today and self._day == day + timedelta(days=1)
        return "Yesterday" if recent else day_words(day)

    def _draw_foot(self) -> None:
        if self.diary.days_behind > _COUNTED_AT_ONCE:
            self.run_worker(self._count_first(), group="count", exclusive=True, exit_on_error=False)
        else:
            self._show_foot()

    async def _count_first(self) -> None:
        """Years that came in at once are counted off the drawing thread."""
        await self.hep.write(lambda diary: diary.score())
        self._show_foot()

    def _show_foot(self) -> None:
        # Today may have been left since this was asked for, and its parts with it.
        if self._today is not None and self.query(TodayFoot):
            days = self.diary.counts(self._today - timedelta(days=words.LOOK_BACK), self._today)
            self.query_one(TodayFoot).show(self.diary.score(), days, self._today, self._glyph_set)
            self._draw_week()

    def _draw_week(self) -> None:
        """The week stands beside the rest where the window is very wide; elsewhere it is not even made."""
        there = self.query("#week")
        if self.app.size.width < _WEEK_FROM or self._today is None:
            there.remove()
            return
        from hep_tui.screens.today_week import WeekStrip

        if not there:
            self.query_one("#body").mount(WeekStrip(id="week"))
        self.query_one(WeekStrip).tell(self.diary, self._today, self._glyph_set)

    def on_item_list_highlighted(self) -> None:
        """Another exercise under the cursor. The bar is drawn first: held down, a key goes through the list at once."""
        if not self._detail_waits:
            self._detail_waits = True
            self.call_after_refresh(self._draw_detail)
