"""Sounds and staying awake on Windows, through the system's own calls."""

from __future__ import annotations

import sys
from collections.abc import Callable

_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2


class WindowsTones:
    """Plays one file at a time, and never waits: the system replaces the older one itself."""

    def __init__(self, prepare: Callable[[str], str]) -> None:
        self.unable: list[str] = []
        self._prepare = prepare

    @property
    def tool(self) -> str:
        """What plays; empty where it could not."""
        return "" if self.unable else "Windows"

    def ask(self, what: str, *, gentle: bool = False) -> bool:
        """Play a sound; False where that is not possible. A gentle one stands back for what is still heard."""
        if self.unable:
            return False
        try:
            _play(self._prepare(what), gentle)
        except (OSError, RuntimeError):
            self.unable.append("Windows")
        return not self.unable

    def close(self) -> None:
        """End what is heard."""
        if not self.unable:
            _play(None, gentle=False)


def _play(file: str | None, gentle: bool) -> None:
    if sys.platform == "win32":
        import winsound

        keep = winsound.SND_NOSTOP if gentle else 0
        try:
            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT | keep)
        except RuntimeError:
            # Told also when a gentle sound stood back.
            if not gentle:
                raise


def stay_awake(on: bool) -> bool:
    """Ask the system to stay awake, screen included, or take that back; it ends with the thread that asked."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | (_SYSTEM | _DISPLAY if on else 0)))
