"""Today: what is due now, how long it takes, how to do it, and how it has been going."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from hep_care.credit import ItemState
from hep_care.day import LATE_DAYS
from hep_care.why import why_due
from hep_tui.screens import log_flow, today_flow
from hep_tui.screens.exercise_detail import Card
from hep_tui.screens.today_items import OPEN, key_of, next_open, session_of
from hep_tui.screens.today_keys import BINDINGS, HELP
from hep_tui.screens.today_view import TodayView
from hep_tui.widgets.item_list import ItemList

_LOOK_EVERY_S = 30


class TodayScreen(TodayView):
    """One local date: today, or up to seven days back to add what was done."""

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = list(BINDINGS)

    def __init__(self, day: date | None = None) -> None:
        super().__init__(day)
        # Two keys pressed quickly log two exercises: the second waits until the cursor has moved on.
        self._one_at_a_time = asyncio.Lock()
        self._starting = False

    def on_mount(self) -> None:
        """Start on today, follow the clock, and offer a session that was cut off."""
        self.set_interval(_LOOK_EVERY_S, self._look_at_the_clock)
        if self.diary.unfinished_session() is not None:
            self.call_after_refresh(self._offer_resume)
        else:
            self.call_after_refresh(today_flow.offer_a_small_start, self)

    def _offer_resume(self) -> None:
        from hep_tui.screens.resume import offer_resume

        offer_resume(self.hep)

    def _look_at_the_clock(self) -> None:
        # Read first: a window that never gets the focus back must see what a command logged, too.
        if self.diary.refresh() or self.diary.today != self._today:
            self.diary_changed()

    # --- the selected exercise

    def on_item_list_selected(self) -> None:
        """A second click starts, as Enter does."""
        self.action_start()

    def action_cue(self, steps: int) -> None:
        """Turns to another cue of the selected exercise."""
        self.detail.turn_cue(steps)

    def action_fault(self) -> None:
        """Shows what often goes wrong with the selected exercise."""
        self.detail.turn(Card.FAULT)

    def action_why(self) -> None:
        """Shows what the selected exercise is for, and why it is due."""
        state = self.selected()
        counter = self.diary.counter(self._day) if self._day else None
        if state is not None and counter is not None and self._day is not None:
            why = why_due(state.item.prescription, self._day, counter)
            self.detail.turn(Card.WHY, why)

    # --- logging

    def action_start(self) -> None:
        """Starts the session at the selected exercise; on an earlier day, opens its log."""
        if self._starting:
            # Typed faster than the session opens: it is meant for the session.
            self.typed_ahead = True
            return
        self._starting, self.typed_ahead = True, False
        self._start()

    @work
    async def _start(self) -> None:
        try:
            await self._start_selected()
        finally:
            self._starting = False

    async def _start_selected(self) -> None:
        state = self.selected()
        if state is None or self._tally is None:
            self.hep.say("Nothing is due here; an earlier day can be added to.")
        elif not self.shows_today:
            self.action_log("details")
        elif await log_flow.may_log_again(self.hep, state):
            await today_flow.begin(self, session_of(self._tally.states, state))

    @work
    async def action_short_day(self) -> None:
        """Asks how many minutes there are, and starts with what fits."""
        await today_flow.short_day(self)

    @work
    async def action_log(self, way: str) -> None:
        """Logs the selected exercise in one of the ways, then moves on to the next."""
        ways = {"planned": log_flow.done_as_planned, "details": log_flow.with_details, "skip": log_flow.leave_out}
        async with self._one_at_a_time:
            state = self.selected()
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
        self._show_day(self.diary.today - timedelta(days=1) if self.shows_today else self.diary.today)

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
        """The keys for other days, and those for an exercise, show only where they lead somewhere."""
        late = self._day is not None and not self.shows_today
        if action == "back_to_today" or (action == "day" and parameters == (1,)):
            return late
        if action == "short_day":
            open_states = [s for s in (self._tally.states if self._tally else ()) if s.status in OPEN]
            return not late and any(s.item.prescription.schedule.countable for s in open_states)
        if action in ("start", "log", "why", "cue", "fault") or parameters == ("start",):
            return bool((self._tally and self._tally.states) or self._extra)
        return super().check_action(action, parameters)
