"""A patient of the line mode with a clock of their own: what they type and when, and every line that is said."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import pytest

from hep_tui import clock
from hep_tui.plain.talk import Ended, Interrupted, Talk

if TYPE_CHECKING:
    from hep_tui.diary import Diary

Answer = TypeVar("Answer")
CTRL_C, END = "\x03", "\x04"
Line = str | tuple[float, str]
"""What is typed, at once or some seconds after the line before."""
_LONGEST_S = 20_000
SIGNS = "×·–…✓○◐█"
"""What a screen reader leaves out, or reads as something else."""


class Patient(Talk):
    """Types each line some seconds after the one before; the clock stands still but for that and for the timers."""

    diary: Diary
    """What the lines were typed into."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lines: Iterable[Line] = ()) -> None:
        self.heard_out = io.StringIO()
        super().__init__(self.heard_out, ascii=False, bell=True, prompts=False)
        self.now = 1000.0
        self._lines = [(0.0, line) if isinstance(line, str) else line for line in lines]
        self._due = self._next_due()
        monkeypatch.setattr(clock, "monotonic", lambda: self.now)
        monkeypatch.setattr(clock, "boottime", lambda: self.now)

    def _next_due(self) -> float | None:
        return self.now + self._lines[0][0] if self._lines else None

    async def hear(self, within: float | None = None) -> str | None:
        """The next line once its time has come; the end of the input after the last."""
        await asyncio.sleep(0)
        assert self.now < _LONGEST_S, f"the session goes on for ever:\n{self.text}"
        if within is not None and (self._due is None or self._due > self.now + within):
            self.now += within
            return None
        if self._due is None:
            raise Ended
        self.now = max(self.now, self._due)
        _, line = self._lines.pop(0)
        self._due = self._next_due()
        if line == CTRL_C:
            raise Interrupted
        if line == END:
            raise Ended(129)
        return line

    @property
    def text(self) -> str:
        """Everything that was said."""
        return self.heard_out.getvalue().replace("\a", "")

    @property
    def said(self) -> list[str]:
        """Every line that was said."""
        return self.text.splitlines()

    @property
    def bells(self) -> int:
        """How often the bell rang."""
        return self.heard_out.getvalue().count("\a")


def writer(diary: Diary) -> Callable[[Callable[[Diary], Answer]], object]:
    """Writes at once, with the diary that reads."""

    async def write(job: Callable[[Diary], Answer]) -> Answer:
        answer = job(diary)
        diary.refresh()
        return answer

    return write
