"""What reading a line ends in: a dose that is understood, or the questions that would make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hep_care.dose import Dose
from hep_care.frozen import frozen
from hep_care.schedule import Schedule

_T = TypeVar("_T")


@frozen
class Question:
    """One thing that the line leaves open."""

    about: str
    """What it is about ("sides", "hold", "frequency"); the key of its answer, and the only question with it."""
    text: str
    choices: tuple[str, ...] = ()
    """The possible answers, word for word; empty where any words do."""


@frozen
class Understood:
    """A line that can mean one thing only."""

    name: str
    dose: Dose
    schedule: Schedule | None
    """`None` where the line says nothing about when."""
    words: str
    """What was understood, in plain words, to be shown before it is kept."""
    note: str = ""
    """Words of the line that are neither name nor dose, kept because the writer said so."""


@frozen
class Unclear:
    """A line that could mean several things, or too little."""

    questions: tuple[Question, ...]
    line: str


@dataclass(slots=True)
class Asking:
    """The answers that are known, and the questions that are still open."""

    answers: Mapping[str, str]
    open: dict[str, Question] = field(default_factory=dict)

    def choose(self, about: str, text: str, meanings: Mapping[str, _T]) -> _T | None:
        """The meaning of the answer to this question, or `None` once the question is noted as open."""
        given = self.answers.get(about, "").strip().casefold()
        for words, meaning in meanings.items():
            if words.casefold() == given:
                return meaning
        self.open.setdefault(about, Question(about, text, tuple(meanings)))
        return None

    def say(self, about: str, text: str, choices: tuple[str, ...] = ()) -> None:
        """Notes a question whose answer is words to be read, not a choice between known meanings."""
        self.open.setdefault(about, Question(about, text, choices))
