"""What this system offers for being heard and for staying awake: programs on the search path, and where they would sound."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from hep_tui.signals.lane import Tool

PLAYERS: Mapping[str, tuple[str, ...]] = {
    "pw-play": (),
    "paplay": (),
    "aplay": ("-q",),
    "afplay": (),
    "ffplay": ("-nodisp", "-autoexit", "-loglevel", "quiet"),
}
"""Programs that play a sound file, the likeliest to work first, each with the options it is given."""
_POWERSHELL = "System32/WindowsPowerShell/v1.0/powershell.exe"
_SPEAK = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


def elsewhere(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the patient sits at another computer than the one this runs on."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def find(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """The whole path of a program; one that lies in a folder relative to the present one is not taken."""
    path = environ.get("PATH", os.defpath)
    found = shutil.which(name, path=os.pathsep.join(p for p in path.split(os.pathsep) if os.path.isabs(p)))  # noqa: PTH117
    return found if found and Path(found).is_absolute() else None


def players(environ: Mapping[str, str] = os.environ) -> list[Tool]:
    """What plays a sound file here, the likeliest to work first."""
    found = ((name, find(name, environ), options) for name, options in PLAYERS.items())
    return [_player(name, path, options) for name, path, options in found if path]


def _player(name: str, path: str, options: tuple[str, ...]) -> Tool:
    return Tool(name, lambda file: (path, *options, file))


def voices(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> list[Tool]:
    """What reads words aloud here, the likeliest to work first."""
    if platform == "win32":
        shell = Path(environ.get("SystemRoot", "C:/Windows")) / _POWERSHELL
        argv = (str(shell), "-NoProfile", "-NonInteractive", "-Command", _SPEAK)
        return [Tool("Windows", lambda _: argv, reads=True)] if shell.is_file() else []
    found = []
    if platform == "darwin" and (say := find("say", environ)):
        found.append(_voice("say", say, ()))
    if speechd := find("spd-say", environ):
        # The words are spoken by a service, which goes on when this program is ended.
        found.append(_voice("spd-say", speechd, ("-w",), (speechd, "-C")))
    for name in ("espeak-ng", "espeak"):
        if path := find(name, environ):
            found.append(_voice(name, path, ()))
    return found


def _voice(name: str, path: str, options: tuple[str, ...], silence: tuple[str, ...] = ()) -> Tool:
    return Tool(name, lambda words: (path, *options, "--", words), silence=silence)
