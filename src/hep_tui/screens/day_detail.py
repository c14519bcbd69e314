"""One day in full: what the plan asked for, everything that was logged, and how to put it right."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll

from hep_care.counts import Tally
from hep_care.day import LATE_DAYS
from hep_care.entry import Record
from hep_care.why import day_words
from hep_tui.diary.entry_text import on_earlier_plan
from hep_tui.diary.for_clinic import of_own_plan
from hep_tui.diary.one_exercise import Exercise
from hep_tui.diary.standing import delivered_words
from hep_tui.screens.add_late import add_late
from hep_tui.screens.amend_dialog import AmendDialog, WithdrawDialog
from hep_tui.screens.base import HepScreen
from hep_tui.screens.calendar import CalendarScreen
from hep_tui.screens.calendar_words import count_words
from hep_tui.screens.day_rows import Told, day_rows, told_of, told_parts
from hep_tui.widgets.glyphs import GlyphSet, glyphs_of
from hep_tui.widgets.item_list import ItemList
from hep_tui.widgets.key_line import KeyLine
from hep_tui.widgets.plain import PlainStatic, content


class DayDetailScreen(HepScreen):
    """Every record of one local date, with its history; what was logged can be corrected and withdrawn."""

    CSS_PATH = "day_detail.tcss"
    HELP = (
        "Everything you logged on one day, and what your plan asked for. e corrects what the bar stands on, x withdraws "
        f"it; what was there before stays readable. + adds what you did, up to {LATE_DAYS} days back. u takes back what you "
        "changed last."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "amend", "correct", id="day.amend", tooltip="Correct the numbers, pain, effort or note"),
        Binding("x", "withdraw", "withdraw", id="day.withdraw", tooltip="Withdraw it; it stays readable"),
        Binding("plus", "add", "add", key_display="+", id="day.add", tooltip="Add what you did on this day"),
        Binding("left_square_bracket", "day(-1)", "day", key_display="[ ]", id="day.earlier", tooltip="The day before"),
        Binding("right_square_bracket", "day(1)", "the day after", show=False, id="day.later"),
        Binding("escape", "back", "calendar", id="day.back", tooltip="Back to the calendar"),
        Binding("exclamation_mark", "app.when_to_call", "call", key_display="!", id="day.call", tooltip="When to call"),
        Binding("question_mark", "app.help", "Help", key_display="?", id="day.help", tooltip="What the keys do"),
    ]

    def __init__(self, day: date, *, month: bool = False, only: Exercise | None = None) -> None:
        """`month` and `only` are what the calendar showed, and shows again after this."""
        super().__init__(name="day")
        self._day = day
        self._month, self._only = month, only
        self._told: dict[str, Told] = {}

    @property
    def _glyph_set(self) -> GlyphSet:
        return "ascii" if self.hep.settings.ascii else "unicode"

    def compose(self) -> ComposeResult:
        """The date and its count, the list, and all about the selected line."""
        with Horizontal(id="head"):
            yield PlainStatic(id="date")
            yield PlainStatic(id="count")
        yield PlainStatic(id="kind-words")
        with Container(id="body"):
            yield ItemList(glyphs=self._glyph_set, id="items")
            with VerticalScroll(id="about", can_focus=False):
                yield PlainStatic(id="told")
        yield KeyLine(glyphs=self._glyph_set)

    def on_mount(self) -> None:
        """The arrows move over the list at once."""
        self.query_one(ItemList).focus()

    # --- drawing

    def diary_changed(self) -> None:
        """Reads the day again and draws it."""
        day, today = self._day, self.diary.today
        tally = self.diary.tally(day)
        records = self.diary.records(day, day).get(day, ())
        answered = {r.id: p for r in records if (p := self.diary.prescription_of(r.entry)) is not None}
        names = {id: p.name for id, p in answered.items()}
        earlier = {r.id for r in records if on_earlier_plan(r.entry, answered.get(r.id))}
        own = of_own_plan(self.diary.courses())
        before = {r.id for r in records if r.entry.prescription in own}
        self._told = told_of(tally, records, names, earlier, before)
        self.query_one("#date", PlainStatic).say(f"{day:%A} {day.day} {day:%B %Y}")
        held = self.diary.course(day) is not None
        self.query_one("#count", PlainStatic).say(count_words(tally.count if held else None, today))
        kind = self._kind_words(tally, records).strip()
        self.query_one("#kind-words", PlainStatic).say(kind)
        self.query_one("#kind-words").set_class(not kind, "-none")
        items = self.query_one(ItemList)
        items.show(day_rows(self._told, tally, glyphs_of(self._glyph_set)))
        items.display = bool(self._told)
        self._draw_told()

    def _kind_words(self, tally: Tally, records: object) -> str:
        plan, more = tally.plan, " + adds what you did." if self._can_add else ""
        if plan.begins is not None:
            return f"Your plan had not begun: it begins on {day_words(plan.begins)}."
        if plan.ended is not None and not records:
            return f"Your plan ended on {day_words(plan.ended)}."
        if not plan.slots and not records:
            return f"A rest day: your plan asked for nothing.{more}"
        if not records:
            return f"This is what your plan asked for. Nothing is logged, and every day is a new one.{more or self._late_words}"
        return self._late_words

    @property
    def _late_words(self) -> str:
        """What an older day still allows."""
        if 0 <= (self.diary.today - self._day).days <= LATE_DAYS:
            return ""
        return f" Work is added up to {LATE_DAYS} days back; what is logged can always be corrected or withdrawn."

    @property
    def _can_add(self) -> bool:
        return 0 <= (self.diary.today - self._day).days <= LATE_DAYS and self.diary.course(self._day) is not None

    def _draw_told(self) -> None:
        one = self._selected()
        sent = delivered_words(self.diary, one.record) if one is not None and one.record is not None else ""
        self.query_one("#told", PlainStatic).say(content(*told_parts(one, self._can_add, sent)) if one else "")
        self.refresh_bindings()

    def _selected(self) -> Told | None:
        return self._told.get(self.query_one(ItemList).highlighted or "")

    def _record(self) -> Record | None:
        """The record under the cursor, unless it was withdrawn."""
        one = self._selected() if self.is_mounted else None
        return one.record if one and one.record and not one.record.retracted else None

    def on_item_list_highlighted(self) -> None:
        """Another line under the cursor."""
        self._draw_told()

    # --- what the keys do

    @work
    async def action_amend(self) -> None:
        """Corrects the selected record."""
        one, record = self._selected(), self._record()
        if one is not None and record is not None and await self.hep.push_screen_wait(AmendDialog(one.name, record)):
            self.diary_changed()

    def on_item_list_selected(self) -> None:
        """Enter, or a second click: corrects what was logged, and adds what was not."""
        one = self._selected()
        if self._record() is not None:
            self.action_amend()
        elif one is not None and one.record is None and self._can_add:
            self.action_add()

    @work
    async def action_withdraw(self) -> None:
        """Withdraws the selected record."""
        one, record = self._selected(), self._record()
        if one is not None and record is not None and await self.hep.push_screen_wait(WithdrawDialog(one.name, record)):
            self.diary_changed()

    def action_add(self) -> None:
        """Opens the day for adding, as Today does."""
        add_late(self, self._day)

    def action_day(self, days: int) -> None:
        """The day before or after, never one to come."""
        target = date.fromordinal(max(1, self._day.toordinal() + days))
        if target <= self.diary.today:
            self._day = target
            self.diary_changed()

    def action_back(self) -> None:
        """Back to the calendar, on this day."""
        self.hep.switch_screen(CalendarScreen(self._day, month=self._month, only=self._only))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be corrected or added shows a key for it."""
        if action in ("amend", "withdraw"):
            return self._record() is not None
        if action == "add":
            return self._can_add
        return super().check_action(action, parameters)
