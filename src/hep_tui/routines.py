"""If-then plans: when a session or an exercise is done, in the patient's own words ("after brushing my teeth")."""

from __future__ import annotations

from collections.abc import Mapping

from hep_care.plain_text import plain_text
from hep_tui.settings import Settings

LONGEST = 80
"""Characters of a plan; a line of Today or of a notice holds no more."""


def routine_for(settings: Settings, slot_name: str, exercise_id: str = "") -> str | None:
    """When the patient means to do this: the exercise's own plan, else that of the session of the day.

    `slot_name` is the session's name, or `Session 2` where the program gives it none; either may be empty.
    """
    for name in (exercise_id, slot_name):
        found = held_by(settings.routines, name)
        if found and (words := cleaned(settings.routines[found])):
            return words
    return None


def held_by(routines: Mapping[str, str], name: str) -> str | None:
    """The key of a plan, as it was written, for a name in any spelling of its capitals and spaces."""
    wanted = _folded(name)
    return next((key for key in routines if wanted and _folded(key) == wanted), None)


def cleaned(words: str) -> str:
    """A plan as it may be drawn: one plain line without a full stop at its end."""
    return plain_text(" ".join(words.split()), limit=LONGEST).strip().rstrip(".:,;")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
