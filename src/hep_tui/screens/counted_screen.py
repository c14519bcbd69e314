"""A screen over the counted days: the ones it shows at once where that is quick, all of them off the drawing thread."""

from __future__ import annotations

from datetime import date

from textual import work

from hep_care.counts import DayCount
from hep_tui.diary.errors import StoreError
from hep_tui.diary.one_exercise import Exercise
from hep_tui.screens.base import HepScreen
from hep_tui.screens.day_counts import Counted, begins, counted_all, quick, seen, seen_all


class CountedScreen(HepScreen):
    """Holds what every day counts for, of everything or of one exercise."""

    def __init__(self, name: str, only: Exercise | None = None) -> None:
        super().__init__(name=name)
        self._only = only
        self._today = date.max
        self._days: dict[date, DayCount] = {}
        self._years: set[int] = set()
        """The years whose days are known."""
        self._counted: Counted | None = None

    # --- what each screen says for itself

    @property
    def day(self) -> date:
        """The day that is looked at."""
        raise NotImplementedError

    def show_page(self, day: date) -> None:
        """Draw the days around this one."""
        raise NotImplementedError

    def draw_score(self) -> None:
        """Draw what the days come to."""
        raise NotImplementedError

    # --- counting

    def diary_changed(self) -> None:
        """Reads the days again: at once where that is quick, else the page first and the rest when it is counted."""
        self._today = self.diary.today
        self._years.clear()
        if quick(self.diary, self._only, begins(self.diary), self._today):
            self._take(seen_all(self.diary, self._only))
        else:
            self.show_page(self.day)
            self.draw_score()
            self._count(self._only)

    def count_only(self, only: Exercise | None) -> None:
        """Count one exercise alone, or all again."""
        self._only, self._counted, self._days = only, None, {}
        self.diary_changed()

    def known(self, year: int) -> bool:
        """Whether the days of a year are there; reads them where that is quick."""
        first, last = _whole(year)
        if self._counted is None and year not in self._years and quick(self.diary, self._only, first, last):
            self._days |= seen(self.diary, self._only, first, last)
            self._years.add(year)
        return self._counted is not None or year in self._years

    @work(exclusive=True, group="count")
    async def _count(self, only: Exercise | None) -> None:
        year = self.day.year
        try:
            if year not in self._years:
                first, last = _whole(year)
                self._days |= await self.hep.scribe.write(lambda diary: seen(diary, only, first, last))
                self._years.add(year)
                self.show_page(self.day)
            found = await self.hep.scribe.write(lambda diary: counted_all(diary, only))
        except StoreError:
            # Its diary cannot be opened while another window has the file: then it is counted here.
            found = seen_all(self.diary, only)
        self._take(found)

    def _take(self, found: Counted) -> None:
        self._counted, self._days = found, dict(found.days)
        self.show_page(self.day)
        self.draw_score()


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
