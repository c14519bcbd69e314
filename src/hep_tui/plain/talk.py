"""The conversation of the line mode: whole lines out, whole lines in, and no waiting that the timer could not end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from threading import Thread
from typing import TextIO

from hep_care.plain_text import plain_text
from hep_tui.plain.ear import in_ascii

LONGEST = 4000
_CHUNK = 4096


class Ended(Exception):
    """Nobody is there any more: the input is over, or the terminal went away. `code` is the exit code."""

    def __init__(self, code: int = 0) -> None:
        super().__init__(code)
        self.code = code


class Interrupted(Exception):
    """Ctrl+C: the patient wants out of what is going on."""


class Talk:
    """Says lines and hears lines. Nothing is ever drawn over: no cursor moves, no line is written twice."""

    def __init__(
        self,
        out: TextIO | None = None,
        input_fd: int = 0,
        *,
        ascii: bool = False,
        bell: bool = True,
        prompts: bool = True,
    ) -> None:
        self._out = sys.stdout if out is None else out
        self._fd = input_fd
        self._ascii = ascii
        self._bell = bell
        self._prompts = prompts
        self._heard: asyncio.Queue[str | Exception] = asyncio.Queue()
        self._listening = False

    # --- out

    def say(self, line: str = "") -> None:
        """One line; what it is made of may come from anywhere."""
        self._write(f"{plain_text(line, limit=LONGEST)}\n")

    def prompt(self, words: str) -> None:
        """What is wanted, at the beginning of the line that is typed; nothing where lines come from a file."""
        if self._prompts:
            self._write(f"{plain_text(words, limit=100)} ")

    def bell(self) -> None:
        """The terminal's bell, where there is one and it is wanted."""
        if self._bell:
            self._write("\a")

    def _write(self, text: str) -> None:
        try:
            self._out.write(in_ascii(text) if self._ascii else text)
            self._out.flush()
        except OSError as error:
            # The window was closed, or nobody reads on: what waits to be saved is saved all the same.
            raise Ended(0 if isinstance(error, BrokenPipeError) else 1) from error

    # --- in

    async def hear(self, within: float | None = None) -> str | None:
        """The next line that was typed, without its ends; None when none came within so many seconds.

        Raises `Ended` and `Interrupted`.
        """
        if not self._listening:
            self._listening = True
            Thread(target=self._listen, args=(asyncio.get_running_loop(),), daemon=True, name="listener").start()
        try:
            heard = await asyncio.wait_for(self._heard.get(), within)
        except TimeoutError:
            return None
        if isinstance(heard, Ended):
            # It stays true for whoever asks next.
            self._heard.put_nowait(heard)
        if isinstance(heard, Exception):
            raise heard
        return plain_text(heard, limit=LONGEST).strip()

    async def ask(self, question: str) -> str:
        """A question, and the next line that is typed."""
        self.say(question)
        return await self.hear() or ""

    def end(self, code: int) -> None:
        """Let whoever listens know that this is over."""
        self._heard.put_nowait(Ended(code))

    def interrupt(self) -> None:
        """Let whoever listens know of a Ctrl+C."""
        self._heard.put_nowait(Interrupted())

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Runs in a thread: not every system can wait for a terminal and a clock at once.

        Not through `sys.stdin`: its lock, held while it waits, would keep the interpreter from ending.
        """
        rest = b""
        # The loop is gone when the program ends before its input does.
        with contextlib.suppress(RuntimeError):
            while True:
                try:
                    more = os.read(self._fd, _CHUNK)
                except OSError:
                    more = b""
                *lines, rest = (rest + more).split(b"\n")
                lines += [rest] if not more and rest else []
                for line in lines:
                    loop.call_soon_threadsafe(self._heard.put_nowait, line.decode("utf-8", "replace"))
                if not more:
                    loop.call_soon_threadsafe(self._heard.put_nowait, Ended())
                    return
