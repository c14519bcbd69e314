"""One line of a paper sheet becomes a dose, or the questions that it leaves open."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hep_care.dose import Dose, Floor, Kind, RepsCounted, RepsMode, Side, SideStyle, Unit
from hep_care.dose_line import LONGEST_LINE, Unclear, Understood, answer, read_line
from hep_care.dose_text import load_text
from hep_care.schedule_text import schedule_text

_CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "dose_lines.toml").read_text("utf-8"))["line"]
_ASKED = [case for case in _CASES if "ask" in case]
_MEANT = [case for case in _CASES if "dose" in case]
_ENUMS = {"kind": Kind, "side": Side, "style": SideStyle, "reps_counted": RepsCounted, "reps_mode": RepsMode}
_PIECES = (
    "3x10 10x10s hold 5s left each bd 3/7 rest - x kg 2 daily ( / tempo 30X1 6-4-2 min am 8am prn for red band q2h 0 "
    "every to at 1 min between sets up , times total AMRAP once % as tolerated M/W/F 7:30 and"
)


def _by_text(case: dict[str, Any]) -> str:
    return str(case["text"])


def _dose(told: dict[str, Any], load: object) -> Dose:
    """The dose that a case tells; its load is compared in words beforehand and then taken over."""
    fields: dict[str, Any] = {key: _ENUMS[key](value) if key in _ENUMS else value for key, value in told.items()}
    fields |= {key: tuple(fields[key]) for key in ("tempo", "reps_per_set") if key in fields}
    if "floor" in fields:
        fields["floor"] = Floor(fields["floor"][0], Unit(fields["floor"][1]))
    if "distance_m" in fields:
        fields["distance_m"] = Decimal(fields["distance_m"])
    return Dose(**fields | {"load": load})


def test_the_oracle_is_large_enough() -> None:
    """There are over a hundred lines, at least twenty of them ambiguous, and none twice."""
    assert len(_CASES) > 100
    assert len(_ASKED) >= 20
    assert len({case["text"] for case in _CASES}) == len(_CASES)


@pytest.mark.parametrize("case", _MEANT, ids=_by_text)
def test_a_line_means_what_its_writer_means(case: dict[str, Any]) -> None:
    """A line, with the answers it needs, becomes exactly the name, dose and schedule that its writer has in mind."""
    read = answer(case["text"], case.get("answers", {}))
    assert isinstance(read, Understood), read
    assert read.name == case["name"]
    assert (load_text(read.dose.load) if read.dose.load else None) == case["dose"].get("load")
    assert read.dose == _dose(case["dose"], read.dose.load)
    assert (schedule_text(read.schedule) if read.schedule else None) == case.get("when")
    assert read.note == case.get("note", "")


@pytest.mark.parametrize("case", _ASKED, ids=_by_text)
def test_an_ambiguous_line_asks(case: dict[str, Any]) -> None:
    """A line that could mean several things asks about them, and about nothing else."""
    read = read_line(case["text"])
    assert isinstance(read, Unclear), read
    assert sorted(question.about for question in read.questions) == sorted(case["ask"])
    assert all(question.text for question in read.questions)


@pytest.mark.parametrize("case", _ASKED, ids=_by_text)
def test_every_choice_settles_its_question(case: dict[str, Any]) -> None:
    """Whichever choice is taken, its question is not asked again."""
    read = read_line(case["text"])
    assert isinstance(read, Unclear)
    for question in read.questions:
        for choice in question.choices:
            after = answer(case["text"], {question.about: choice})
            still = {q.about for q in after.questions} if isinstance(after, Unclear) else set()
            assert question.about not in still, choice


def test_an_answer_that_is_no_choice_is_asked_again() -> None:
    """Words that are none of the choices settle nothing."""
    read = answer("10 bird dogs", {"sides": "whatever"})
    assert isinstance(read, Unclear)
    assert [question.about for question in read.questions] == ["sides"]


def test_the_words_say_everything_that_was_understood() -> None:
    """What was understood is told in plain words, name, dose and schedule."""
    read = read_line("Clams 3x10 hold 5s each side bd, red band, rest 60s")
    assert isinstance(read, Understood)
    assert read.words == "Clams: 3 × 10, hold 5 s, each side, red band, rest 60 s between sets; twice a day"


def test_a_line_can_be_written_again() -> None:
    """The answer about the line takes its place."""
    read = answer("Squats 2-2-2", {"line": "Squats 3x5"})
    assert isinstance(read, Understood)
    assert (read.dose.sets, read.dose.reps) == (3, 5)


def test_a_line_that_is_too_long_is_told_so() -> None:
    """A text longer than a line is not read, and the question names the limit."""
    read = read_line("x" * (LONGEST_LINE + 1))
    assert isinstance(read, Unclear)
    assert str(LONGEST_LINE) in read.questions[0].text


def test_foreign_text_never_reaches_the_name_raw() -> None:
    """Control characters of a pasted line are gone from the name and from the words."""
    read = read_line("Squats\x1b]0;evil\x07 3x10")
    assert isinstance(read, Understood)
    assert "\x1b" not in read.name + read.words


@given(st.text(max_size=600))
def test_any_text_is_read_without_an_error(line: str) -> None:
    """Whatever is typed or pasted, the result is one of the two, and no question is empty."""
    read = read_line(line)
    assert isinstance(read, Understood | Unclear)
    assert not isinstance(read, Unclear) or read.questions


@given(st.lists(st.sampled_from(_PIECES.split()), max_size=12), st.booleans())
def test_any_shuffle_of_notation_is_read_without_an_error(pieces: list[str], spaced: bool) -> None:
    """Notation in any order, even nonsense, ends in a dose or in questions whose choices can all be given back."""
    line = (" " if spaced else "").join(pieces)
    read = read_line(line)
    answers: dict[str, str] = {}
    for _ in range(20):
        questions = read.questions if isinstance(read, Unclear) else ()
        given = {q.about: q.choices[0] for q in questions if q.choices and q.about not in answers}
        if not given:
            break
        answers |= given
        read = answer(line, answers)
    assert isinstance(read, Understood | Unclear)
