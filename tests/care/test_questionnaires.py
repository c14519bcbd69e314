"""What is wrong with a form's answers, before they are sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hep_care.questionnaires import (
    Answered,
    ItemKind,
    Option,
    Question,
    Questionnaire,
    Response,
    ResponseStatus,
    problems,
)

SCORE = Question("score", ItemKind.INTEGER, "Score", required=True, least=Decimal(0), most=Decimal(10))
ACTIVITY = Question("activity", ItemKind.STRING, "Activity", required=True, most_characters=20)
GROUP = Question("activities", ItemKind.GROUP, "Activities", required=True, repeats=True, items=(ACTIVITY, SCORE))
FORM = Questionnaire("https://clinic.example/psfs", "1", "PSFS", "active", (GROUP,))


def said(score=4, activity="Going down stairs"):
    """One activity with its score."""
    return Answered("activities", items=(Answered("activity", (activity,)), Answered("score", (score,))))


def wrong(*items, form=FORM):
    """What is wrong with these answers."""
    return problems(form, Response(form.address, form.version, ResponseStatus.DRAFT, items))


def test_a_group_may_be_answered_several_times():
    """Where the form repeats it."""
    assert wrong(said(), said(0, "Kneeling")) == ()


@pytest.mark.parametrize(
    ("items", "what"),
    [
        ((), "“Activities” is not answered."),
        ((said(11),), "“Score”: 11 is more than 10."),
        ((said(-1),), "“Score”: -1 is less than 0."),
        ((said("four"),), "“Score”: that is not an answer of the right kind."),
        ((said(True),), "“Score”: that is not an answer of the right kind."),
        ((said(activity="Going all the way down"),), "“Activity”: that is longer than 20 characters."),
        ((said(), Answered("mood", ("good",))), "The form does not ask “mood”."),
        ((Answered("activities", items=(Answered("activity", ("Walking",)),)),), "“Score” is not answered."),
    ],
)
def test_each_problem_is_a_sentence(items, what):
    """Missing, out of range, of another kind, too long, never asked."""
    assert wrong(*items) == (what,)


def test_a_choice_is_one_of_its_answers():
    """Another answer, and a second one, are told."""
    yes, no = Option("Yes", "y"), Option("No", "n")
    form = Questionnaire(
        "https://clinic.example/a", "", "A", "active", (Question("q", ItemKind.CHOICE, "Q", options=(yes, no)),)
    )

    assert wrong(Answered("q", (yes,)), form=form) == ()
    assert wrong(Answered("q", (Option("Perhaps"),)), form=form) == ("“Q”: “Perhaps” is not one of the answers.",)
    assert wrong(Answered("q", (yes, no)), form=form) == ("“Q” is answered 2 times.",)


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        (ItemKind.BOOLEAN, True),
        (ItemKind.DECIMAL, Decimal("1.5")),
        (ItemKind.DATE, date(2026, 3, 2)),
        (ItemKind.TEXT, "two\nlines"),
    ],
)
def test_each_kind_has_its_answers(kind, fits):
    """An answer of the right kind is taken and one of another is not; words to read take none."""
    form = Questionnaire("https://clinic.example/a", "", "A", "active", (Question("q", kind, "Q"),))

    assert wrong(Answered("q", (fits,)), form=form) == ()
    assert wrong(Answered("q", (Option("x"),)), form=form)
    words = Questionnaire(
        "https://clinic.example/a", "", "A", "active", (Question("q", ItemKind.DISPLAY, "Q", required=True),)
    )
    assert wrong(form=words) == ()
    assert wrong(Answered("q", (fits,)), form=words)


def test_answers_to_another_version_are_not_compared():
    """A form that changed is another form."""
    other = Response(FORM.address, "2", ResponseStatus.DRAFT, (said(),))

    assert problems(FORM, other) == ("These are answers to another form.",)
