"""What to ask about symptoms and when, by what the plan says; numbers the plan says nothing about are not judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from care.builders import START, done, exercise
from hep_care.entry import PAIN, Entry, EntryKind, Record, Symptom, When, fold
from hep_care.program import Prescription, SymptomRule
from hep_care.symptoms import MorningQuestion, asks_before, is_above, morning_question, settles_overnight

DIZZY = "dizziness_0_10"
OVERNIGHT = SymptomRule(ceiling=4, settle="24 h")
NEXT = START + timedelta(days=1)


def asked(then: list[Entry], now: list[Entry], *orders: Prescription) -> MorningQuestion | None:
    """The question of the morning after `then`."""
    known = {order.id: order for order in orders}
    return morning_question(records(then), records(now), lambda entry: known.get(entry.prescription or ""))


def records(entries: list[Entry]) -> tuple[Record, ...]:
    """What is true of these entries."""
    return fold(entries)


def felt(value: int, when: When, scale: str = PAIN) -> Symptom:
    """One reading."""
    return Symptom(value, scale, when)


def said(about: Entry, symptom: Symptom, **more: object) -> Entry:
    """A symptom on its own, of the morning after."""
    made = replace(
        about, id=f"{about.id}-said", kind=EntryKind.SYMPTOM, sets=(), symptoms=(symptom,), refers_to=about.id
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("settle", "overnight"),
    [
        ("24 h", True),
        ("next morning", True),
        ("before the next session", True),
        ("1 day", True),
        ("2 days", True),
        ("12 hours", True),
        ("20 min", False),
        ("90 s", False),
        ("2 h", False),
        ("", False),
    ],
)
def test_how_long_a_symptom_may_take(settle: str, overnight: bool) -> None:
    """Hours of the night and words like "next session" wait for the morning; minutes are over long before."""
    assert settles_overnight(exercise(symptom_rule=SymptomRule(settle=settle))) is overnight


def test_case_22_the_next_morning_is_asked_about_yesterday_once() -> None:
    """The question belongs to yesterday's session, and an answer from anywhere ends it."""
    p = exercise(symptom_rule=OVERNIGHT)
    work = done(p, START)
    question = asked([work], [], p)
    assert question is not None
    assert (question.about, question.scale, question.before) == (work, PAIN, None)
    morning = felt(2, When.NEXT_MORNING)
    assert asked([work], [said(work, morning, date=NEXT)], p) is None
    assert asked([work], [said(work, morning, date=NEXT, refers_to=None, prescription=None)], p) is None
    assert asked([work, said(work, morning)], [], p) is None


def test_nothing_is_asked_without_need() -> None:
    """No rule, no time over night, no work, work withdrawn, an unknown plan or today's work begun: no question."""
    p, minutes = exercise(symptom_rule=OVERNIGHT), exercise(symptom_rule=SymptomRule(ceiling=5, settle="20 min"))
    work = done(p, START)
    assert asked([], [], p) is None
    assert asked([done(exercise(symptom_rule=None), START)], [], exercise(symptom_rule=None)) is None
    assert asked([done(minutes, START)], [], minutes) is None
    assert asked([work], [], replace(p, id="other")) is None
    assert asked([work, replace(work, id="gone", kind=EntryKind.RETRACTION, refers_to=work.id)], [], p) is None
    assert asked([work], [done(p, NEXT)], p) is None


def test_the_exercise_that_was_felt_most_is_asked_about() -> None:
    """One question only, however many exercises there were; a second scale does not make a second question at once."""
    one, two = exercise("one", symptom_rule=OVERNIGHT), exercise("two", symptom_rule=OVERNIGHT)
    works = [done(one, START, symptoms=(felt(3, When.DURING),)), done(two, START, symptoms=(felt(1, When.AFTER),))]
    question = asked(works, [], one, two)
    assert question is not None
    assert question.prescription is one
    later = said(works[1], felt(6, When.AFTER))
    question = asked([*works, later], [], one, two)
    assert question is not None
    assert question.prescription is two


def test_it_has_settled_below_the_ceiling_and_back_at_what_it_was() -> None:
    """Above the ceiling is too much, and so is more than before the session where that was asked."""
    p = exercise(symptom_rule=replace(OVERNIGHT, baseline_first=True))
    plain = asked([done(p, START)], [], p)
    assert plain is not None
    assert [plain.too_much(value) for value in (0, 4, 5)] == [False, False, True]
    compared = asked([done(p, START, symptoms=(felt(2, When.BEFORE), felt(4, When.DURING)))], [], p)
    assert compared is not None
    assert [compared.too_much(value) for value in (1, 2, 3)] == [False, False, True]


def test_case_32_dizziness_is_compared_with_what_it_was_before() -> None:
    """It is asked before, once on its scale in a session, and pain says nothing about it."""
    rule = SymptomRule(scale=DIZZY, ceiling=5, baseline_first=True, settle="next morning")
    p = exercise(symptom_rule=rule)
    assert asks_before(p, ())
    assert asks_before(p, (PAIN,))
    assert not asks_before(p, (DIZZY,))
    assert not asks_before(exercise(symptom_rule=OVERNIGHT), ())
    work = done(p, START, symptoms=(felt(1, When.BEFORE, DIZZY), felt(9, When.DURING)))
    question = asked([work], [], p)
    assert question is not None
    assert (question.scale, question.before) == (DIZZY, 1)
    assert is_above(p, felt(6, When.DURING, DIZZY))
    assert not is_above(p, felt(9, When.DURING))
