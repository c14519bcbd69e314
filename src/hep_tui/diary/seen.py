"""What the patient was shown before, so that it is not shown again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hep_tui.diary.diary import Diary

WELCOME_BACK = "shown:welcome-back"
NEXT_MORNING = "shown:next-morning"
"""Put aside: the question about how yesterday's session was felt this morning. The date is that of the session."""


def shown_on(diary: Diary, what: str, day: date) -> bool:
    """Whether this was shown on a local date."""
    return diary.store.acknowledged(what, day.isoformat())


def note_shown(diary: Diary, what: str, day: date) -> None:
    """Write down that it was."""
    diary.store.acknowledge(what, day.isoformat(), diary.clock.now())


def nothing_logged(diary: Diary) -> bool:
    """Whether nothing was ever logged on this computer: the app is new to the patient."""
    return diary.store.last_logged_at() is None
