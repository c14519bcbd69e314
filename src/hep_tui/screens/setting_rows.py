"""The settings as a patient meets them: their groups, their values in words, and the next value of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from hep_care.frozen import frozen
from hep_tui.settings import CHOICES, RANGES, Settings


class Kind(Enum):
    """How a setting is changed."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    TIME = "time"
    TIMES = "times"
    THEME = "theme"
    ROUTINE = "routine"
    """One entry of the table of routines."""
    DOES = "does"
    """No setting, but something that can be done or seen."""


@frozen
class Setting:
    """One row of the page."""

    key: str
    group: str
    label: str
    about: str
    """What it is for, in a sentence or two."""
    kind: Kind
    step: int = 1
    after: str = ""
    """What stands after a number."""


_LOOK, _SOUND, _TIMERS, _DAY = "Look", "Sound and speech", "Timers", "Day"
_ROUTINES, _UNITS, _REMIND, _DATA, _KEYS = "Routines", "Units", "Reminders", "Your data", "Keys"
_CLINIC = "Clinic"

SETTINGS = (
    Setting("theme", _LOOK, "Theme", "The colours. Enter shows them all, and what you see changes as you look; "
            "Auto takes one that suits your terminal.", Kind.THEME),
    Setting("text_size", _LOOK, "Text size", "Large draws fewer and larger things: bigger digits, more room, one "
            "column. Your terminal's own type size makes everything larger: in most, Ctrl and +.", Kind.CHOICE),
    Setting("reduced_motion", _LOOK, "Less motion", "Nothing pulses, flashes or slides.", Kind.SWITCH),
    Setting("ascii", _LOOK, "Plain letters", "Draws with letters and signs of every keyboard, where a terminal "
            "or its type lacks ✓ ◐ ░ ▒.", Kind.SWITCH),
    Setting("sound", _SOUND, "Cues", "Tones tell a start, the last seconds, a change of sides and the end of a rest "
            "apart; the bell has one voice only. p lets you hear each.", Kind.CHOICE),
    Setting("speech", _SOUND, "Speech", "Your computer's own voice says the side and counts, so that you need not "
            "look. p lets you hear it.", Kind.SWITCH),
    Setting("flash", _SOUND, "Flash", "The whole screen changes its shade a little with each cue: for silent rooms, "
            "and for ears that hear less.", Kind.SWITCH),
    Setting("keep_awake", _SOUND, "Keep awake", "While a session runs the computer does not go to sleep and its "
            "screen stays on.", Kind.SWITCH),
    Setting("lead_in_s", _TIMERS, "Getting ready", "Time to get into position before an exercise, where your plan "
            "names none.", Kind.NUMBER, after=" s"),
    Setting("switch_s", _TIMERS, "Changing sides", "Time to change sides, where your plan names none.", Kind.NUMBER,
            after=" s"),
    Setting("rollover_hour", _DAY, "A day begins at", "What you log before this hour belongs to the day before. It "
            "holds from now on; what is logged already stays on its day.", Kind.NUMBER, after=":00"),
    Setting("units", _UNITS, "Loads also in", "Shows loads in this unit too. What was prescribed and what you logged "
            "stay in their own.", Kind.CHOICE),
    Setting("reminders", _REMIND, "Reminders", "A notice from your computer while something is still due, also when "
            "hep-tui is closed. It stops when your plan ends.", Kind.DOES),
    Setting("remind_at", _REMIND, "At", "One time or several, with commas between them: 07:30, 19:00.", Kind.TIMES),
    Setting("remind_again_minutes", _REMIND, "Once more after", "One more notice if nothing was logged by then; 0 for "
            "none.", Kind.NUMBER, step=15, after=" min"),
    Setting("quiet_from", _REMIND, "Quiet from", "From this time on no reminder comes.", Kind.TIME),
    Setting("quiet_to", _REMIND, "Quiet until", "From this time on reminders may come again.", Kind.TIME),
    Setting("remind_discreetly", _REMIND, "Discreet", "A notice names neither exercises nor the body, for screens "
            "that others see.", Kind.SWITCH),
    Setting("clinic", _CLINIC, "Connection", "Your plan comes from your clinic, and it sees what you logged. Enter "
            "connects, syncs now, or ends the connection.", Kind.DOES),
    Setting("folder", _DATA, "Folder", "", Kind.DOES),
    Setting("copy", _DATA, "Last copy", "", Kind.DOES),
    Setting("keys", _KEYS, "Change keys", "Every action with its keys. Choose one and press the key you want.",
            Kind.DOES),
)  # fmt: skip
"""Every row but the routines, in the order of the page."""
_WORDS: Mapping[str, str] = {"as-prescribed": "only as prescribed"}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


def routine_rows(names: Mapping[str, str]) -> tuple[Setting, ...]:
    """A row for each session and exercise that has a routine or may have one; `names` maps a key to its label."""
    about = "When you do it: “after brushing my teeth”. It stands beside the session and in the reminder."
    return tuple(Setting(f"routine {key}", _ROUTINES, label, about, Kind.ROUTINE) for key, label in names.items())


def value_words(setting: Setting, settings: Settings) -> str:
    """The present value, in a word or two."""
    if setting.kind is Kind.ROUTINE:
        return settings.routines.get(setting.key.removeprefix("routine "), "no plan yet")
    value = getattr(settings, setting.key)
    if isinstance(value, bool):
        return "on" if value else "off"
    if setting.key == "rollover_hour":
        return f"{value:02}:00"
    if setting.kind is Kind.NUMBER:
        return f"{value}{setting.after}" if value else "none"
    if isinstance(value, tuple):
        return ", ".join(value) or "no time yet"
    return _WORDS.get(value, value)


def stepped(setting: Setting, settings: Settings, steps: int) -> object:
    """The value so many steps on; None where it has no steps."""
    value = getattr(settings, setting.key, None)
    if isinstance(value, bool):
        return not value
    if setting.kind is Kind.CHOICE and isinstance(value, str):
        choices = CHOICES[setting.key]
        return choices[(choices.index(value) + steps) % len(choices)]
    if setting.kind is Kind.NUMBER and isinstance(value, int):
        low, high = RANGES[setting.key]
        return min(high, max(low, value + steps * setting.step))
    if setting.kind is Kind.TIME and isinstance(value, str):
        minutes = (int(value[:2]) * 60 + int(value[3:]) + 15 * steps) % (24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return None


def typed(setting: Setting, text: str) -> object:
    """What was typed, as the setting's value; None where it cannot be understood."""
    if setting.kind is Kind.NUMBER:
        digits = re.match(r"\s*(\d{1,4})", text)
        return int(digits[1]) if digits else None
    times = [_time(part) for part in re.split(r"[,;\s]+", text.strip()) if part]
    if None in times:
        return None
    if setting.kind is Kind.TIMES:
        return tuple(sorted({time for time in times if time}))
    return times[0] if len(times) == 1 else None


def typed_how(setting: Setting) -> str:
    """How to type a value, with its limits."""
    if setting.kind is Kind.NUMBER:
        low, high = RANGES[setting.key]
        return f"{setting.label}: a number from {low} to {high}"
    return f"{setting.label}: " + (
        "a time such as 07:30" if setting.kind is Kind.TIME else "times such as 07:30, 19:00"
    )


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}"
