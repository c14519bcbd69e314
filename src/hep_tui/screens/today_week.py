"""The last seven days exercise by exercise, for windows that are wide enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from hep_care.counts import Tally
from hep_care.credit import ItemState, ItemStatus
from hep_tui.widgets.glyphs import Glyphs, GlyphSet, glyphs_of
from hep_tui.widgets.plain import content, fit
from hep_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Part = str | tuple[str, str]
_NAME_CELLS = 24
_LEGEND = ((ItemStatus.DONE, "done"), (ItemStatus.PARTIAL, "in part"), (ItemStatus.SKIPPED, "left out"),
           (ItemStatus.EXCUSED, "excused"))  # fmt: skip


class WeekStrip(TextPane):
    """Seven columns of glyphs, a line an exercise."""

    def tell(self, diary: Diary, today: date, glyphs: GlyphSet) -> None:
        """Reads the week and shows it."""
        week = [diary.tally(today - timedelta(days=ago)) for ago in range(6, -1, -1)]
        self.show(week_text(week, today, glyphs_of(glyphs)))


def week_text(week: Sequence[Tally], today: date, glyphs: Glyphs) -> Content:
    """A line an exercise with a glyph a day, today last; what today asks for stands in the program's order."""
    names: dict[str, str] = {}
    for tally in (*reversed(week),):
        for state in tally.states:
            if state.item.prescription.schedule.countable:
                names.setdefault(state.item.prescription.line, state.item.prescription.name)
    parts: list[Part] = [(f"{'The last seven days':<{_NAME_CELLS}}", "bold")]
    parts += [(f" {tally.plan.day:%a}"[:3], "bold" if tally.plan.day == today else "$muted") for tally in week]
    for line, name in names.items():
        parts += ["\n", fit(name, _NAME_CELLS), *(_cell(_of(tally, line), tally, today, glyphs) for tally in week)]
    legend = " · ".join(f"{_glyph(status, glyphs)[0]} {word}" for status, word in _LEGEND)
    return content(*parts, "\n\n", (legend, "$muted"))


def _of(tally: Tally, line: str) -> list[ItemState]:
    return [state for state in tally.states if state.item.prescription.line == line]


def _cell(states: Sequence[ItemState], tally: Tally, today: date, glyphs: Glyphs) -> Part:
    """Of several sessions of a day: done when all are, in part when any is."""
    asked = [state for state in states if state.item.slot is not None or state.records]
    if not asked:
        return (f"  {glyphs.rest}", "$rest-day")
    kinds = {state.status for state in asked}
    if len(kinds) == 1:
        status = kinds.pop()
    elif any(state.share for state in asked):
        status = ItemStatus.PARTIAL
    else:
        status = ItemStatus.TODO if ItemStatus.TODO in kinds else ItemStatus.SKIPPED
    glyph, style = _glyph(status, glyphs)
    return (f"  {glyph}", "$due" if status is ItemStatus.TODO and tally.plan.day == today else style)


def _glyph(status: ItemStatus, glyphs: Glyphs) -> tuple[str, str]:
    return {
        ItemStatus.DONE: (glyphs.done, "$done"),
        ItemStatus.PARTIAL: (glyphs.partial, "$partial"),
        ItemStatus.SKIPPED: (glyphs.skipped, "$skipped"),
        ItemStatus.EXCUSED: (glyphs.excused, "$excused"),
    }.get(status, (glyphs.todo, "$muted"))
