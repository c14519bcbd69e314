"""Adding what was done on a day that has passed."""

from __future__ import annotations

from datetime import date

from hep_care.day import LATE_DAYS
from hep_tui.screens.base import HepScreen


def add_late(screen: HepScreen, day: date) -> None:
    """Go to Today for a day of the last seven, where what was done is added; say why not for any other."""
    if not 0 <= (screen.diary.today - day).days <= LATE_DAYS:
        screen.hep.say(f"Only the last {LATE_DAYS} days can be added to.")
    else:
        from hep_tui.screens.today import TodayScreen

        screen.hep.switch_screen(TodayScreen(day))
