"""One child process at a time, on a thread of its own: the screen never waits for it, and no cue comes late."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Sequence
from time import monotonic

from hep_care.frozen import frozen

STALE_S = 0.4
"""A cue that could not begin within this is left out: the moment it belongs to is over."""
_END_S = 1.0


@frozen
class Tool:
    """A program of this system that plays a file or says a text."""

    name: str
    argv: Callable[[str], Sequence[str]]
    """What to start, for what is asked; no shell reads it."""
    reads: bool = False
    """Whether it reads what is asked from its standard input instead."""
    silence: Sequence[str] = ()
    """What stops it where it hands its work to a service that goes on without it."""


class Lane:
    """Asks one tool after another. A tool that cannot do it is not asked again; what none can do goes to `lost`.

    `prepare` and `lost` run on the lane's own thread.
    """

    def __init__(
        self,
        tools: Sequence[Tool],
        longest_s: float,
        lost: Callable[[str], None],
        prepare: Callable[[str], str] = lambda what: what,
    ) -> None:
        self.tools = list(tools)
        self.unable: list[str] = []
        """Names of the tools that were tried and could not."""
        self._longest_s = longest_s
        self._lost = lost
        self._prepare = prepare
        self._changed = threading.Condition()
        self._next: tuple[str, float] | None = None
        self._busy = False
        self._cut = False
        self._closed = False
        self._child: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    @property
    def tool(self) -> str:
        """The name of the tool that is asked now; empty where none is left."""
        return next((tool.name for tool in self.tools), "")

    def ask(self, what: str, *, gentle: bool = False) -> bool:
        """Do this now, in place of what is being done; a gentle one stands back instead. False where no tool is left."""
        with self._changed:
            if not self.tools or self._closed:
                return False
            if gentle and (self._busy or self._next is not None):
                return True
            self._next = (what, monotonic())
            self._cut_short()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="hep-tui signals", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return True

    def hush(self) -> None:
        """End what is being done, and forget what waits."""
        with self._changed:
            self._next = None
            self._cut_short()

    def close(self) -> None:
        """End everything, the thread too."""
        with self._changed:
            self._closed = True
            self._next = None
            self._cut_short()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(2 * _END_S)

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is asked and nothing runs; whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy and self._next is None, seconds)

    def _cut_short(self) -> None:
        self._cut = self._busy
        if self._child is not None:
            self._child.terminate()

    # --- on the lane's thread

    def _work(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._next is not None or self._closed)
                if self._next is None:
                    return
                (what, asked), self._next = self._next, None
                self._busy, self._cut = True, False
            self._do(what, asked)

    def _do(self, what: str, asked: float) -> None:
        while not self._cut and monotonic() - asked < STALE_S:
            tool = next(iter(self.tools), None)
            if tool is None:
                self._lost(what)
                return
            try:
                able = self._run(tool, what if tool.reads else self._prepare(what))
            except OSError:
                able = False
            if able:
                return
            with self._changed:
                self.unable.append(tool.name)
                self.tools.remove(tool)
            # What took a tool a while to refuse is still news: the next one is asked at once.
            asked = monotonic()

    def _run(self, tool: Tool, what: str) -> bool:
        # Begun outside the lock, which the screen's thread also takes: starting a process is slow.
        child = subprocess.Popen(
            list(tool.argv(what)),
            stdin=subprocess.PIPE if tool.reads else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with self._changed:
            self._child = child
            if self._cut:
                child.terminate()
        try:
            child.communicate(what.encode() if tool.reads else None, self._longest_s)
        except subprocess.TimeoutExpired:
            self._end(child)
        with self._changed:
            self._child = None
            cut = self._cut
        if cut and tool.silence:
            _silence(tool.silence)
        return cut or child.returncode == 0

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """End a child that takes too long: what hangs once would hang again."""
        child.terminate()
        try:
            child.wait(_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _silence(argv: Sequence[str]) -> None:
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(list(argv), stdin=quiet, stdout=quiet, stderr=quiet, timeout=_END_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
