"""How much of a symptom a prescription allows, and what its plan says above that."""

from __future__ import annotations

from collections.abc import Iterable

from hep_care.entry import Symptom
from hep_care.program import Prescription
from hep_care.symptoms import MorningQuestion, ceiling_of, is_above, scale_of, scale_word

__all__ = ["above_words", "ceiling_of", "compared_words", "morning_words", "rule_words", "scale_of", "scale_word"]


def rule_words(p: Prescription) -> str:
    """When to stop, in one sentence: "Stop above pain 4 of 10; it should settle in 24 h."; empty without a ceiling."""
    scale = scale_of(p)
    ceiling = ceiling_of(p, scale)
    if ceiling is None:
        return ""
    settle = _settle(p)
    return f"Stop above {scale_word(scale)} {ceiling} of 10{f'; it should settle {settle}' if settle else ''}."


def above_words(p: Prescription, symptoms: Iterable[Symptom]) -> str:
    """What the plan says about symptoms above its ceiling; empty where there are none."""
    symptom = next((symptom for symptom in symptoms if is_above(p, symptom)), None)
    if symptom is None:
        return ""
    word, ceiling = scale_word(symptom.scale).capitalize(), ceiling_of(p, symptom.scale)
    settle = _settle(p)
    after = f" It should settle {settle}; if it does not, call." if settle else ""
    return f"{word} {symptom.value} is above the {ceiling} your plan allows for {p.name}: stop it for now.{after}"


def compared_words(p: Prescription | None, symptom: Symptom, before: int) -> str:
    """A symptom beside what it was before, and what the plan says about it settling."""
    settle = _settle(p) if p else ""
    plan = f" In your plan it should settle {settle}." if settle else ""
    return f"{scale_word(symptom.scale).capitalize()} {symptom.value}, before it was {before}.{plan}"


def morning_words(question: MorningQuestion, value: int) -> str:
    """What the plan says about a symptom that has not settled over night; empty where it has."""
    if not question.too_much(value):
        return ""
    p, word = question.prescription, scale_word(question.scale).capitalize()
    ceiling = ceiling_of(p, question.scale)
    above = f" Your plan allows {ceiling}." if ceiling is not None and value > ceiling else ""
    before = f", and {question.before} before that session" if question.before is not None else ""
    return f"{word} {value} the morning after {p.name}{before}.{above} In your plan it should settle {_settle(p)}."


def _settle(p: Prescription) -> str:
    words = p.symptom_rule.settle if p.symptom_rule else ""
    return f"within {words}" if words[:1].isdigit() else words
