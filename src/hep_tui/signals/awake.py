"""Keeps the computer from falling asleep while a session runs, and says where it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType

from hep_tui.signals import system, windows

_WHO = "hep-tui"
_WHY = "an exercise session is running"
MAY_SLEEP = "This computer may fall asleep during a session"


class KeepAwake:
    """Asks the system to stay awake from `start` to `stop`, or for a `with` block.

    What keeps it awake is a child that reads from a pipe of ours: the pipe ends with us however we end, and so
    does the child.
    """

    def __init__(
        self,
        told: Callable[[str], object] = lambda problem: None,
        environ: Mapping[str, str] = os.environ,
        platform: str = sys.platform,
    ) -> None:
        self.problem = ""
        """Why the computer may fall asleep, one sentence; empty where it will not, as far as is known."""
        self._told = told
        self._environ = environ
        self._platform = platform
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """Ask. What the system refuses later is told, from another thread, with the sentence of `problem`."""
        if self._child is not None:
            return
        self._stopping = False
        if self._platform == "win32":
            self.problem = "" if windows.stay_awake(True) else f"{MAY_SLEEP}: Windows did not agree to stay awake."
            return
        argv = keeping_awake(self._environ, self._platform)
        if not argv:
            self.problem = f"{MAY_SLEEP}: {_nothing_here(self._environ)}."
            return
        try:
            self._child = _begin(argv)
        except OSError:
            self.problem = f"{MAY_SLEEP}: {_name(argv)} could not be started."
            return
        self.problem = _other_computer(self._environ)
        self._watcher = threading.Thread(target=self._watch, args=(self._child, _name(argv)), daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Let the computer do as it likes again."""
        self._stopping = True
        if self._platform == "win32":
            windows.stay_awake(False)
        child, self._child = self._child, None
        if child is not None:
            _end(child)
            if self._watcher is not None:
                self._watcher.join(1.0)

    def __enter__(self) -> KeepAwake:
        """Start."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop."""
        self.stop()

    def _watch(self, child: subprocess.Popen[bytes], name: str) -> None:
        child.wait()
        if not self._stopping:
            self.problem = f"{MAY_SLEEP}: {name} was not allowed to keep it awake."
            self._told(self.problem)


def keeping_awake(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> tuple[str, ...]:
    """What to start here, with a pipe as its standard input; empty where there is nothing."""
    if platform == "darwin":
        path = system.find("caffeinate", environ)
        return (path, "-d", "-i", "-w", str(os.getpid())) if path else ()
    cat = system.find("cat", environ)
    gnome = system.find("gnome-session-inhibit", environ)
    systemd = system.find("systemd-inhibit", environ)
    if not cat:
        return ()
    if gnome and "GNOME" in environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"):
        # Only this one keeps GNOME's screen from going dark.
        return (gnome, "--app-id", _WHO, "--reason", _WHY, "--inhibit", "idle:suspend", cat)
    if systemd:
        return (systemd, "--what=idle:sleep", f"--who={_WHO}", f"--why={_WHY}", "--mode=block", cat)
    return ()


def awake_words(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """What will keep this computer awake, in one sentence; nothing is started."""
    if platform == "win32":
        return "During a session Windows is asked to stay awake."
    argv = keeping_awake(environ, platform)
    if not argv:
        return f"{MAY_SLEEP}: {_nothing_here(environ)}."
    return _other_computer(environ) or f"During a session {_name(argv)} keeps this computer awake."


def _begin(argv: tuple[str, ...]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    child.terminate()


def _name(argv: tuple[str, ...]) -> str:
    return os.path.basename(argv[0])  # noqa: PTH119  a text


def _nothing_here(environ: Mapping[str, str]) -> str:
    return _other_computer(environ).partition(": ")[2].rstrip(".") or "nothing was found here that keeps it awake"


def _other_computer(environ: Mapping[str, str]) -> str:
    if not system.elsewhere(environ):
        return ""
    return f"{MAY_SLEEP}: the one before you is not the one that hep-tui runs on."
