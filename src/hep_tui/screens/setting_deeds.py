"""What the page of settings does beyond setting a value: dialogs, copies, reminders, and what is true just now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from hep_care.frozen import frozen
from hep_care.why import day_words
from hep_tui.locations import Places, shown
from hep_tui.screens.setting_rows import Setting

if TYPE_CHECKING:
    from hep_tui.app import HepApp
    from hep_tui.diary import Diary
    from hep_tui.settings import Settings
    from hep_tui.signals import Sounds

HANDED_OVER = frozenset({"remind_at", "remind_again_minutes"})
"""Settings that the computer's scheduler must be told of."""
_RESTORE = (
    "A copy is made and read through each day the app is opened; Enter makes one now. To put one back, leave the app "
    "and type `hep-tui restore FILE`: what is newer is kept, and the file of now is moved aside, not lost."
)


@frozen
class Facts:
    """What a look at the disk told."""

    folder: str = ""
    size: str = ""
    last_copy: str = ""
    copies: int = 0
    reminders_on: bool = False
    clinic: str = ""

    def values(self, settings: Settings) -> Mapping[str, str]:
        """What stands at the right of the rows that are no settings."""
        own = len(settings.keys)
        return {
            "reminders": "on" if self.reminders_on else "off",
            "clinic": self.clinic,
            "folder": self.size,
            "copy": self.last_copy,
            "keys": f"{own} of your own" if own else "as they came",
        }

    def words(self, key: str) -> str:
        """What the rows of the patient's data are for."""
        if key == "copy":
            return f"{self.copies or 'No'} {'copy' if self.copies == 1 else 'copies'} in the folder. {_RESTORE}"
        return f"Everything you logged lies in {self.folder}, on this computer only. `hep-tui export` writes it out."


async def look(app: HepApp) -> Facts:
    """Read off the drawing thread what the page shows beside the settings."""
    facts = await asyncio.to_thread(_look, app.diary.places, app.diary.clock.now())
    return replace(facts, clinic=app.clinic_name() or "none yet")


def _look(places: Places, now: datetime) -> Facts:
    from hep_tui.diary.upkeep import copies
    from hep_tui.reminders import memory

    files = [path for path in places.data.rglob("*") if path.is_file()]
    kilobytes = sum(path.stat().st_size for path in files) // 1024
    made = [*copies(places), *(_moment(path.stat().st_mtime, now) for path in places.backups.glob("hand-*.db"))]
    last = max(made).astimezone(now.tzinfo) if made else None
    said = ("today" if last.date() == now.date() else day_words(last.date())) if last else "none yet"
    size = f"{kilobytes:,} KB" if kilobytes < 10_000 else f"{kilobytes // 1024:,} MB"
    return Facts(shown(places.data), size, said, len(made), memory.load(places).on)


def _moment(seconds: float, now: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, now.tzinfo)


# --- themes, values, routines


async def choose_theme(app: HepApp) -> str | None:
    """The theme that was chosen from the list, or None; then the one of before is worn again."""
    from hep_tui.screens.theme_picker import ThemePicker

    chosen = await app.push_screen_wait(ThemePicker(["auto", *app.theme_choices()], app.settings.theme))
    if chosen is None:
        app.wear(app.settings.theme)
    return chosen


async def type_value(
    app: HepApp, how: str, now: str, begun: str | None, understood: Callable[[str], object]
) -> str | None:
    """What was typed, once it can be understood; `begun` is a key that began it."""
    from hep_tui.screens.type_value import TypeValueDialog

    return await app.push_screen_wait(
        TypeValueDialog(how, now if begun is None else begun, lambda text: understood(text) is not None)
    )


def routine_names(diary: Diary) -> dict[str, str]:
    """The sessions of today and every name that has a plan already, each with its label."""
    from hep_tui.routines import held_by

    routines = diary.settings.routines
    names = [slot.name or f"Session {slot.number}" for slot in diary.tally(diary.today).plan.slots]
    fresh = [name for name in dict.fromkeys(names) if held_by(routines, name) is None]
    return {name: name.capitalize() for name in (*fresh, *routines)}


async def type_routine(app: HepApp, setting: Setting) -> dict[str, str] | None:
    """All routines with the one that was typed; an empty one is taken out."""
    from hep_tui.routines import cleaned

    name, routines = setting.key.removeprefix("routine "), dict(app.settings.routines)
    how = f"{setting.label}: when do you do it? For example: after brushing my teeth"
    text = await type_value(app, how, routines.get(name, ""), None, lambda text: text)
    if text is None:
        return None
    routines.pop(name, None)
    return {**routines, name: cleaned(text)} if cleaned(text) else routines


# --- sounds


def sounds(app: HepApp) -> Sounds:
    """A player of its own, so that cues can be heard although no session runs."""
    from hep_tui.signals import Sounds

    # Here each sound and the voice are meant to be heard, whatever is set for sessions.
    return Sounds(
        lambda: replace(app.settings, speech=True, sound="bell" if app.settings.sound == "bell" else "tones"),
        lambda times: app.call_later(_ring, app, times),
        app.diary.places.cache,
    )


def _ring(app: HepApp, times: int) -> None:
    for _ in range(times):
        app.bell()


async def hear(app: HepApp, player: Sounds, *, voice: bool) -> None:
    """The page on which each sound can be heard, or the voice at once."""
    from hep_tui.screens.hear_dialog import HearDialog

    if voice:
        player.say("Left side. Hold. Three left.")
        app.say(player.can_speak())
        return
    await app.push_screen_wait(HearDialog(player))


# --- what is no setting


async def do(key: str, app: HepApp) -> str:
    """Do what Enter does on a row that is no setting; what became of it, in a sentence."""
    from hep_tui.diary.errors import StoreError
    from hep_tui.screens.keys_screen import KeysScreen

    if key == "keys":
        await app.push_screen_wait(KeysScreen())
        return ""
    if key == "clinic":
        from hep_tui.screens.clinic_deeds import clinic

        return await clinic(app)
    if key == "copy":
        from hep_tui.diary.upkeep import back_up

        try:
            made = await app.write(lambda diary: back_up(diary, None))
        except StoreError as error:
            return str(error)
        return f"Copied and read through: {made.entries:,} entries, in {made.file.name}."
    return await _turn_reminders(app) if key == "reminders" else ""


async def _turn_reminders(app: HepApp) -> str:
    from hep_tui.reminders import memory
    from hep_tui.reminders.schedulers import turn_off
    from hep_tui.screens.setting_rows import SETTINGS, typed, typed_how

    places = app.diary.places
    if places.passing:
        return "Reminders need a profile that stays; this demonstration goes when you leave it."
    if memory.load(places).on:
        return await _told(lambda: turn_off(places)) or "No more reminders."
    if not app.settings.remind_at:
        at = next(setting for setting in SETTINGS if setting.key == "remind_at")
        text = await type_value(app, typed_how(at), "07:30", None, lambda text: typed(at, text))
        if text is None:
            return ""
        problem = await app.change_setting("remind_at", typed(at, text))
        if problem:
            return problem
    return await hand_over(app, anew=True) or f"Reminders are on: {', '.join(app.settings.remind_at)}."


async def hand_over(app: HepApp, *, anew: bool = False) -> str:
    """Tell the computer's scheduler the times, where reminders are on or are turned on anew; what went wrong."""
    from hep_tui.reminders import memory
    from hep_tui.reminders.schedulers import BY_HAND, turn_off, turn_on
    from hep_tui.reminders.times import BadTimeError, read_times

    places, settings = app.diary.places, app.settings
    if not anew and not memory.load(places).on:
        return ""
    if not settings.remind_at:
        return await _told(lambda: turn_off(places))
    try:
        times = read_times(settings.remind_at)
    except BadTimeError as error:
        return str(error)
    problem = await _told(lambda: turn_on(places, times, settings.remind_again_minutes, app.diary.clock.now()))
    if not problem and memory.load(places).scheduler == BY_HAND:
        return "Nothing on this computer can be told to call; `hep-tui remind status` shows what to add by hand."
    return problem


async def _told(job: Callable[[], object]) -> str:
    """Run a job that speaks with the scheduler, off the drawing thread; what went wrong, in a sentence."""
    from hep_tui.reminders.job import SchedulerError

    try:
        await asyncio.to_thread(job)
    except SchedulerError as error:
        return str(error)
    except OSError as error:
        return f"That could not be kept ({error.strerror})."
    return ""
