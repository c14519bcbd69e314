"""The desktop's own notices, by argument list; text in them is plain and never part of a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_tui.reminders.calling import call, there
from hep_tui.reminders.words import Words

_MARKUP = str.maketrans({"<": "‹", ">": "›", "&": "+", "\\": "/"})
"""Some desktops read a notice as markup, some escapes in it, and some show it as it is; these read the same in all."""
_APPLE = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)
_TITLE, _BODY = "HEP_TUI_NOTICE_TITLE", "HEP_TUI_NOTICE_BODY"
# Text nodes take any text; the notice goes out under PowerShell's own name, since a program that was not
# installed from a package has none.
_WINDOWS = f"""
$kind = [Windows.UI.Notifications.ToastTemplateType, Windows.UI.Notifications, ContentType = WindowsRuntime]::ToastText02
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)
$texts = $xml.GetElementsByTagName('text')
$null = $texts.Item(0).AppendChild($xml.CreateTextNode($env:{_TITLE}))
$null = $texts.Item(1).AppendChild($xml.CreateTextNode($env:{_BODY}))
$shell = '{{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}}\\WindowsPowerShell\\v1.0\\powershell.exe'
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($shell).Show($toast)
""".strip()


@frozen
class Command:
    """How one desktop is asked to show a notice."""

    by: str
    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@frozen
class Outcome:
    """What became of a notice: who took it, or why nobody did."""

    by: str = ""
    problem: str = ""


def command_for(words: Words, platform: str, environ: Mapping[str, str]) -> Command:
    """What shows a notice on a platform, as `sys.platform` names it."""
    title, body = _plain(words.title, 100), _plain(words.body, 300)
    if platform == "darwin":
        script = [part for line in _APPLE for part in ("-e", line)]
        return Command("osascript", ("osascript", *script, "--", title, body))
    if platform == "win32":
        shell = ("powershell.exe", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS)
        return Command("powershell", shell, {_TITLE: title, _BODY: body})
    # The name under which desktops list it says nothing of exercises.
    argv = ("notify-send", "--app-name=Reminder", "--", title, *([body] if body else []))
    return Command("notify-send", argv, _session_bus(environ))


def _plain(text: str, limit: int) -> str:
    return plain_text(text, limit=limit).translate(_MARKUP)


def _session_bus(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Where the desktop listens, for a scheduler that does not say it."""
    if environ.get("DBUS_SESSION_BUS_ADDRESS") or not hasattr(os, "getuid"):
        return {}
    bus = Path(environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}") / "bus"
    return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if bus.is_socket() else {}


def show(words: Words) -> Outcome:
    """Have the desktop show a notice. That it took it does not mean that somebody saw it."""
    command = command_for(words, sys.platform, os.environ)
    if not there(command.argv[0]):
        return Outcome(problem=f"{command.by} is not on this computer")
    answer = call(command.argv, environment=command.environment)
    if answer.code:
        return Outcome(problem=f"{command.by} could not show it: {plain_text(answer.complaint, limit=160)}")
    return Outcome(by=command.by)
