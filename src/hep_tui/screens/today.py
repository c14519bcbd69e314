"""Today: what is due now, how long it takes, how to do it, and how it has been going."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical

from hep_care.counts import Tally
from hep_care.credit import ItemState
from hep_care.day import LATE_DAYS
from hep_care.entry import Record
from hep_care.program import Program
from hep_care.why import day_words, why_due
from hep_tui.screens import log_flow
from hep_tui.screens import today_words as words
from hep_tui.screens.base import HepScreen
from hep_tui.screens.exercise_detail import ExerciseDetail, Shown
from hep_tui.screens.today_frame import TodayFoot, TodayHead, say
from hep_tui.screens.today_rows import key_of, next_open, session_of, today_rows
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic

_ROOMY_FROM = 24
_LOOK_EVERY_S = 30
_COUNTED_AT_ONCE = 60


class TodayScreen(HepScreen):
    """One local date: today, or up to seven days back to add what was done."""

    CSS_PATH = "today.tcss"
    HELP = (
        "Today shows what is due, session by session. Enter starts the timer where the bar stands; d logs an exercise "
        "as planned, without a timer. y opens yesterday to add what you did."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        # The list has an Enter of its own, which a click uses too; here the key says what it does.
        Binding(
            "enter", "in_turn('start')", "start", id="today.start", tooltip="Start the session here", priority=True
        ),
        Binding("d", "log('planned')", "done", id="today.done", tooltip="Log this exercise as planned"),
        Binding("l", "log('details')", "log", id="today.log", tooltip="Log your own numbers, pain and effort"),
        Binding("s", "log('skip')", "skip", id="today.skip", tooltip="Leave it out, and say why"),
        Binding("y", "yesterday", "yesterday", id="today.yesterday", tooltip="Add to yesterday, or back to today"),
        Binding("escape", "back_to_today", "today", id="today.back", tooltip="Back to today"),
        Binding("exclamation_mark", "app.when_to_call", "call", key_display="!", id="today.call", tooltip="Red flags"),
        Binding("ctrl+n", "programs", "another program", show=False, id="today.programs", tooltip="Your past stays"),
        Binding("w", "why", "why", id="today.why", tooltip="Why is this due?"),
        Binding("c,right", "cue(1)", "cue", show=False, id="today.cue", tooltip="The next cue"),
        Binding("left", "cue(-1)", "cue back", show=False, id="today.cue-back", tooltip="The cue before"),
        Binding("left_square_bracket", "day(-1)", "earlier", show=False, id="today.earlier", tooltip="A day back"),
        Binding("right_square_bracket", "day(1)", "later", show=False, id="today.later", tooltip="A day on"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="today.help", tooltip="What the keys do"),
    ]

    def __init__(self, day: date | None = None) -> None:
        super().__init__(name="today")
        self._day = day
        self._today: date | None = None
        self._tally: Tally | None = None
        self._extra: tuple[ItemState, ...] = ()
        self._last: dict[str, Record | None] = {}
        # Two keys pressed quickly log two exercises: the second waits until the cursor has moved on.
        self._one_at_a_time = asyncio.Lock()

    @property
    def _glyph_set(self) -> GlyphSet:
        return "ascii" if self.hep.settings.ascii else "unicode"

    def compose(self) -> ComposeResult:
        """The head, the list with its detail, the foot."""
        yield TodayHead(id="head")
        with Container(id="body"):
            with Vertical(id="day"):
                yield PlainStatic(id="quiet")
                yield ItemList(glyphs=self._glyph_set, id="items")
            yield ExerciseDetail(id="detail")
        yield TodayFoot(id="foot")
        yield KeyLine(glyphs=self._glyph_set)

    def on_mount(self) -> None:
        """Start on today, follow the clock, and offer a session that was cut off."""
        self.set_interval(_LOOK_EVERY_S, self._look_at_the_clock)
        self.query_one(ItemList).focus()
        if self.diary.unfinished_session() is not None:
            self.call_after_refresh(self._offer_resume)

    def _offer_resume(self) -> None:
        from hep_tui.screens.resume import offer_resume

        offer_resume(self.hep)

    def _look_at_the_clock(self) -> None:
        # Read first: a window that never gets the focus back must see what a command logged, too.
        if self.diary.refresh() or self.diary.today != self._today:
            self.diary_changed()

    def on_resize(self, event: events.Resize) -> None:
        """A low window has no room for empty lines."""
        program = self.diary.program(self._day) or self.diary.program() if self._day else None
        if program is not None and self._tally is not None:
            self._draw_list(program, self._tally, first=False)

    # --- drawing

    def diary_changed(self) -> None:
        """Read the day again and draw it; a screen that showed today follows to the new day."""
        today = self.diary.today
        if self._day is None or self._day == self._today or (today - self._day).days > LATE_DAYS:
            self._day = today
        first = self._today != today or self._tally is None or self._tally.plan.day != self._day
        self._today = today
        self._last.clear()
        self._tally = self.diary.tally(self._day)
        self._extra = self.diary.not_due(self._day) if self._day != today else ()
        program = self.diary.program(self._day) or self.diary.program()
        if program is None:
            self.hep.open_first()
            return
        spans, clock = words.spans_of(self.diary.counter(self._day)), self.diary.clock
        self.query_one(TodayHead).show(program, self._tally, spans, clock.now(), today, clock.notice)
        say(
            self,
            "#quiet",
            words.before_words(program, self._tally)
            or words.day_words_for_empty(program, self._tally, spans)
            or words.done_words(self._tally),
        )
        self._draw_list(program, self._tally, first)
        self.refresh_bindings()
        self.call_after_refresh(self._draw_foot)

    def _draw_list(self, program: Program, tally: Tally, first: bool) -> None:
        items = self.query_one(ItemList)
        items.show(
            today_rows(
                tally,
                program.timings,
                glyphs_of(self._glyph_set),
                roomy=self.app.size.height >= _ROOMY_FROM,
                extra=self._extra,
            )
        )
        items.display = bool(tally.states or self._extra)
        begin = next_open(tally.states) if first else None
        if begin is not None:
            items.highlight(begin)
        self._draw_detail()

    def _draw_detail(self) -> None:
        state, program = self._selected(), self.diary.program(self._day) or self.diary.program()
        detail = self.query_one(ExerciseDetail)
        detail.display = state is not None
        if state is None or program is None or self._day is None:
            detail.show(None)
            return
        line = state.item.prescription.line
        if line not in self._last:
            self._last[line] = next(iter(self.diary.last_times(line, self._day, most=1)), None)
        last = self._last[line]
        detail.show(Shown(state, program, last, self._ago(last.entry.date) if last else ""))

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
        if self._today is None:
            return
        days = self.diary.counts(self._today - timedelta(days=6), self._today)
        self.query_one(TodayFoot).show(self.diary.score(), days, self._today, self._glyph_set)

    # --- the selected exercise

    def _selected(self) -> ItemState | None:
        key = self.query_one(ItemList).highlighted
        states = self._tally.states if self._tally else ()
        return next((state for state in (*states, *self._extra) if key_of(state) == key), None)

    def on_item_list_highlighted(self) -> None:
        """Another exercise under the cursor."""
        self._draw_detail()

    def on_item_list_selected(self) -> None:
        """A second click starts, as Enter does."""
        self.action_start()

    def action_cue(self, steps: int) -> None:
        """Turns to another cue of the selected exercise."""
        self.query_one(ExerciseDetail).turn_cue(steps)

    def action_why(self) -> None:
        """Says why the selected exercise is due."""
        state = self._selected()
        counter = self.diary.counter(self._day) if self._day else None
        if state is not None and counter is not None and self._day is not None:
            self.hep.say(why_due(state.item.prescription, self._day, counter), title=state.item.prescription.name)

    # --- logging

    @work
    async def action_start(self) -> None:
        """Starts the session at the selected exercise; on an earlier day, opens its log."""
        state = self._selected()
        if state is None or self._day is None or self._tally is None:
            self.hep.say("Nothing is due here; press y to add to yesterday.")
        elif self._day != self._today:
            self.action_log("details")
        elif await log_flow.may_log_again(self.hep, state) and await log_flow.read_the_flags(self.hep):
            from hep_tui.screens.session import SessionScreen

            self.hep.push_screen(SessionScreen(self._day, session_of(self._tally.states, state)))

    @work
    async def action_log(self, way: str) -> None:
        """Logs the selected exercise in one of the ways, then moves on to the next."""
        ways = {"planned": log_flow.done_as_planned, "details": log_flow.with_details, "skip": log_flow.leave_out}
        async with self._one_at_a_time:
            state = self._selected()
            if state is not None and self._day is not None:
                self._after(state, await ways[way](self.hep, self._day, state))

    def _after(self, state: ItemState, saved: bool) -> None:
        if not saved:
            return
        self.diary_changed()
        following = next_open(self._tally.states, key_of(state)) if self._tally else None
        if following is not None and state.item.slot is not None:
            self.query_one(ItemList).highlight(following)

    # --- other days and programs

    def action_programs(self) -> None:
        """The ways to get another program; it replaces this one only after a question."""
        from hep_tui.screens.first_run import FirstRunScreen

        self.hep.switch_screen(FirstRunScreen())

    def action_yesterday(self) -> None:
        """Yesterday, and back again."""
        self._show_day(self.diary.today - timedelta(days=1) if self._day == self._today else self.diary.today)

    def action_back_to_today(self) -> None:
        """Back to today from an earlier day."""
        self._show_day(self.diary.today)

    def action_day(self, days: int) -> None:
        """A day back or on, within the days that can still be added to."""
        if self._day is not None:
            self._show_day(self._day + timedelta(days=days))

    def _show_day(self, day: date) -> None:
        if 0 <= (self.diary.today - day).days <= LATE_DAYS:
            self._day = day
            self.diary_changed()
        else:
            self.hep.say(f"The last {LATE_DAYS} days can be added to.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys for other days show only where they lead somewhere."""
        late = self._day is not None and self._day != self._today
        if action == "back_to_today" or (action == "day" and parameters == (1,)):
            return late
        if action in ("start", "log", "why", "cue") or parameters == ("start",):
            return bool((self._tally and self._tally.states) or self._extra)
        return super().check_action(action, parameters)
