"""Questions of the line mode: a number, a yes, or one of a few words; `!` is answered at every one of them."""

from __future__ import annotations

from collections.abc import Sequence

from hep_care.frozen import frozen
from hep_care.program import Program
from hep_tui.plain.calls import say_when_to_call
from hep_tui.plain.talk import Talk


@frozen
class Choice:
    """One answer: the letter that gives it, and what it means. The empty letter is Enter alone."""

    key: str
    answer: str
    words: str

    @property
    def said(self) -> str:
        """The choice as it is read out: "p: it hurts"."""
        return f"{self.key or 'Enter'}: {self.words}"


@frozen
class Asker:
    """Asks until an answer is one of those that were offered."""

    talk: Talk
    program: Program | None

    async def choose(self, question: str, choices: Sequence[Choice], *, in_line: bool = False) -> str:
        """One of a few answers, each with a line of its own or `in_line` with the question. `help` reads them out."""
        if in_line:
            self.talk.say(f"{question} {', '.join(choice.said.replace(':', '') for choice in choices)}.")
        else:
            self._read_out(question, choices)
        while True:
            said = (await self._hear()).lower()
            for choice in choices:
                if said == choice.key or (said and said == choice.answer):
                    return choice.answer
            if said in ("help", "?", "h"):
                self._read_out(question, choices)
            else:
                self.talk.say(f"That is none of the answers. {_keys(choices)}")

    def _read_out(self, question: str, choices: Sequence[Choice]) -> None:
        self.talk.say(question)
        for choice in choices:
            self.talk.say(choice.said)

    async def yes(self, question: str) -> bool:
        """A yes or a no; Enter alone is a no."""
        self.talk.say(f"{question} Type yes or no.")
        while True:
            said = (await self._hear()).lower()
            if said in ("y", "yes"):
                return True
            if said in ("", "n", "no"):
                return False
            self.talk.say("Type yes or no. Enter alone is a no.")

    async def number(self, question: str, low: int, high: int) -> int | None:
        """A whole number; None where Enter alone leaves it open."""
        self.talk.say(question)
        while True:
            said = await self._hear()
            if not said:
                return None
            if said.isascii() and said.isdigit() and len(said) <= 5 and low <= int(said) <= high:
                return int(said)
            self.talk.say(f"A whole number from {low} to {high}, please; Enter alone leaves it out.")

    async def text(self, question: str) -> str:
        """A line of words; empty for Enter alone."""
        self.talk.say(question)
        return await self._hear()

    async def _hear(self) -> str:
        while (said := await self.talk.hear() or "") == "!":
            say_when_to_call(self.talk, self.program)
            self.talk.say("Now the question again: type your answer.")
        return said


def _keys(choices: Sequence[Choice]) -> str:
    keys = [choice.key or "Enter" for choice in choices]
    return f"Type {', '.join(keys[:-1])} or {keys[-1]}; help reads them out."


def numbers_of(text: str) -> list[int] | None:
    """Whole numbers with commas or spaces between them; None where it is something else."""
    parts = text.replace(",", " ").replace(";", " ").split()
    if not parts or not all(part.isascii() and part.isdigit() and len(part) <= 5 for part in parts):
        return None
    return [int(part) for part in parts]
