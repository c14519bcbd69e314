"""The real `hep-tui` on a terminal of its own: keys go in, every byte that reaches the terminal is kept.

Waiting is always for something that can be seen, until a deadline; nothing sleeps for a guessed time.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from app.terminal_tokens import Token, tokens

KEYS = {
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "space": b" ",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    **{f"ctrl+{letter}": bytes((ord(letter) & 0x1F,)) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
DEADLINE_S = 20.0
FRAME_S = 1.0
_SCREEN_READS = re.compile(r"CSI [^<>=]*")
"""What the emulator knows; it would draw the letters of newer sequences."""
_ASKS_FOR_FRAMES, _KNOWS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
"""Asked for it, a terminal says that it can draw a whole frame at once; so nothing is looked at in the middle of one."""


class PtyApp:
    """One running app; leaving the `with` block ends it if it still runs."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] = {},
        command: Sequence[str] = (sys.executable, "-m", "hep_tui"),
    ) -> None:
        self.columns, self.rows = size
        self.raw = bytearray()
        self._read_to = 0
        self._drawing_since: float | None = None
        self.screen = pyte.Screen(*size)
        self._emulator = pyte.Stream(self.screen)
        self._master, self._slave = pty.openpty()
        self._set_size()
        self.before = termios.tcgetattr(self._slave)
        changed = {"HEP_TUI_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **env}
        environment = {name: value for name, value in (os.environ | changed).items() if value is not None}
        self._process = subprocess.Popen(
            [*command, *arguments],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=environment,
            start_new_session=True,
            preexec_fn=self._own_the_terminal,
        )

    def _own_the_terminal(self) -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)

    # --- what the patient does

    def press(self, *keys: str) -> None:
        """Presses keys by their names; a name that is none is typed as it is."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key.encode()))

    def paste(self, text: str) -> None:
        """Pastes a text, as a terminal does that brackets what is pasted."""
        end = "\x1b[201~"
        os.write(self._master, f"\x1b[200~{text.replace(end, '')}{end}".encode("utf-8", "replace"))

    def click(self, x: int, y: int) -> None:
        """Clicks the left button at a cell, both from 0."""
        at = f"{x + 1};{y + 1}"
        os.write(self._master, f"\x1b[<0;{at}M\x1b[<0;{at}m".encode())

    def click_on(self, text: str) -> None:
        """Clicks in the middle of the first place where this text stands."""
        for y, line in enumerate(self.lines):
            if text in line:
                self.click(line.index(text) + len(text) // 2, y)
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def resize(self, columns: int, rows: int) -> None:
        """Gives the window another size, as a window manager does."""
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        self._set_size()

    def _set_size(self) -> None:
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def signal(self, number: int) -> None:
        """Sends a signal to the app."""
        os.kill(self._process.pid, number)

    # --- what the patient sees

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        # Not `display`, which cannot draw every mark; the second cell of a wide character is empty.
        row = range(self.columns)
        return ["".join(self.screen.buffer[y][x].data for x in row).rstrip() for y in range(self.rows)]

    @property
    def text(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    @property
    def tokens(self) -> list[Token]:
        """Everything that reached the terminal, in order."""
        return tokens(bytes(self.raw))

    def wait_for(self, *texts: str, deadline: float = DEADLINE_S) -> None:
        """Waits until all these texts are on the screen; wrapping of lines does not matter."""

        def there() -> bool:
            shown = " ".join(self.text.split())
            return all(text in shown for text in texts)

        self.wait_until(there, f"{texts!r}", deadline)

    def wait_gone(self, text: str, deadline: float = DEADLINE_S) -> None:
        """Waits until a text is no longer on the screen."""
        self.wait_until(lambda: text not in " ".join(self.text.split()), f"the end of {text!r}", deadline)

    def wait_until(self, true: Callable[[], bool], what: str, deadline: float = DEADLINE_S) -> None:
        """Waits until something holds of the screen."""
        end = time.monotonic() + deadline
        while True:
            self._read(0)
            if not self._drawing and true():
                return
            if time.monotonic() > end:
                raise AssertionError(f"waited {deadline} s for {what}:\n{self.text}")
            if not self._read(0.05) and self._process.poll() is not None and not self._read(0):
                assert true(), f"the app ended ({self._process.returncode}) before {what}:\n{self.text}"
                return

    def wait_change(self, *keys: str, deadline: float = DEADLINE_S) -> None:
        """Presses keys and waits until the screen is another one."""
        before = self.text
        self.press(*keys)
        self.wait_until(lambda: self.text != before, f"a change after {keys}", deadline)

    def wait_end(self, deadline: float = DEADLINE_S) -> int:
        """Waits until the app has ended; its exit code as a shell counts it."""
        end = time.monotonic() + deadline
        while self._process.poll() is None:
            self._read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f"the app did not end within {deadline} s:\n{self.text}")
        while self._read(0):
            pass
        code = self._process.returncode
        return 128 - code if code < 0 else code

    def quit(self) -> int:
        """Presses `q` until the app has ended: for half a second after a session it ignores keys."""
        for _ in range(int(DEADLINE_S)):
            self.press("q")
            with contextlib.suppress(AssertionError):
                return self.wait_end(1)
        raise AssertionError(f"the app cannot be left:\n{self.text}")

    @property
    def running(self) -> bool:
        """Whether the app is there."""
        return self._process.poll() is None

    @property
    def stopped(self) -> bool:
        """Whether the app is stopped, as by Ctrl+Z."""
        about = Path(f"/proc/{self._process.pid}/stat").read_text()
        return about.rpartition(")")[2].split()[0] == "T"

    def hang_up(self) -> None:
        """Closes the window: the terminal is gone, and the system tells the app so."""
        for end in (self._master, self._slave):
            os.close(end)
        self._master = self._slave = -1

    def wait_gone_with_the_window(self, deadline: float = DEADLINE_S) -> int:
        """Waits until an app whose window was closed has ended; its exit code as a shell counts it."""
        code = self._process.wait(deadline)
        return 128 - code if code < 0 else code

    def foreground(self) -> None:
        """Brings a stopped app back, as `fg` does."""
        os.kill(self._process.pid, signal.SIGCONT)

    def terminal_is_restored(self, *, line_settings: bool = True) -> list[str]:
        """What the app left behind in the terminal; empty when it is as it was. A shell has line settings of its own."""
        left = []
        modes: dict[str, bool] = {}
        for token in self.tokens:
            if token.mode:
                modes[token.mode] = token.sets
        left += [f"mode {mode} is on" for mode, on in modes.items() if on and mode not in ("?25", "?7")]
        left += ["the cursor is hidden"] if modes.get("?25") is False else []
        if line_settings and termios.tcgetattr(self._slave)[:6] != self.before[:6]:
            left.append("line settings differ")
        return left

    @property
    def _drawing(self) -> bool:
        """Whether a frame is half drawn; terminals too show what they have when its end does not come."""
        return self._drawing_since is not None and time.monotonic() - self._drawing_since < FRAME_S

    def _read(self, wait: float) -> bool:
        if not select.select([self._master], [], [], wait)[0]:
            return False
        try:
            more = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self.raw += more
        self._draw()
        return bool(more)

    def _draw(self) -> None:
        found = tokens(bytes(self.raw[self._read_to :]), unfinished=True)
        for token in found:
            self._read_to += token.size
            if token.raw == _ASKS_FOR_FRAMES:
                os.write(self._master, _KNOWS_FRAMES)
            if token.mode == "?2026":
                self._drawing_since = time.monotonic() if token.sets else None
            if not token.kind.startswith(("CSI", "OSC", "DCS")) or _SCREEN_READS.fullmatch(token.kind):
                self._emulator.feed(token.text)
