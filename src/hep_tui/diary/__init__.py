"""The diary: what screens and commands ask and tell, and the only door to the patient's file."""

from __future__ import annotations

from collections.abc import Callable

from hep_tui.diary.diary import Diary, History

__all__ = ["Diary", "History", "open_diary"]


def open_diary(profile: str = "me", *, create: bool = True, on_wait: Callable[[float], None] | None = None) -> Diary:
    """The diary of a profile on this computer.

    Raises a `PlacesError` for places that cannot be used, an `OpeningProblem` for a file that cannot, and a
    `BadClockError` for a pinned clock that is no moment.
    """
    from hep_tui import clock, settings
    from hep_tui.locations import find_places
    from hep_tui.store.store import Store

    places = find_places(profile)
    wall = clock.from_environment()
    loaded = settings.load(places.config / "config.toml")
    diary = Diary(Store.open(places, now=wall.now(), create=create, on_wait=on_wait), wall, loaded.settings, places)
    diary.problems = loaded.problems
    return diary
