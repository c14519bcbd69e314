"""The diary: what screens and commands ask and tell, and the only door to the patient's file."""

from __future__ import annotations

from collections.abc import Callable

from hep_tui.diary.diary import Diary, History

__all__ = ["Diary", "History", "open_diary"]


LOOKING = "You can look, but nothing can be saved here: hep-tui is open in another window."


def open_diary(
    profile: str = "me",
    *,
    create: bool = True,
    on_wait: Callable[[float], None] | None = None,
    look_only: bool = False,
) -> Diary:
    """The diary of a profile on this computer; with `look_only` what is there, and nothing is written.

    Raises a `PlacesError` for places that cannot be used, an `OpeningProblem` for a file that cannot, and a
    `BadClockError` for a pinned clock that is no moment.
    """
    from hep_tui import clock, settings
    from hep_tui.locations import find_places
    from hep_tui.store.store import Store

    places = find_places(profile)
    wall = clock.from_environment()
    loaded = settings.load(places.config / "config.toml")
    store = Store.open(places, now=wall.now(), create=create, readonly=look_only, on_wait=on_wait)
    diary = Diary(store, wall, loaded.settings, places)
    diary.problems = (*loaded.problems, *([LOOKING] if look_only else []))
    diary.look_only = look_only
    return diary
