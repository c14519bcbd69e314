"""How much of a symptom a prescription allows, and what its plan says above that."""

from __future__ import annotations

from collections.abc import Iterable

from hep_care.entry import PAIN, Symptom
from hep_care.program import Prescription


def scale_of(p: Prescription) -> str:
    """The scale an exercise is asked about."""
    return p.symptom_rule.scale if p.symptom_rule else PAIN


def scale_word(scale: str) -> str:
    """A scale in words: "pain" for `pain_0_10`."""
    return scale.split("_")[0]


def ceiling_of(p: Prescription, scale: str) -> int | None:
    """The most of a symptom that is allowed: the rule's ceiling or, for pain, the dose's own where it is lower."""
    ceilings = (
        p.symptom_rule.ceiling if p.symptom_rule and p.symptom_rule.scale == scale else None,
        p.dose.pain_max if scale == PAIN else None,
    )
    return min((ceiling for ceiling in ceilings if ceiling is not None), default=None)


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
    for symptom in symptoms:
        ceiling = ceiling_of(p, symptom.scale)
        if ceiling is not None and symptom.value > ceiling:
            word = scale_word(symptom.scale).capitalize()
            settle = _settle(p)
            after = f" It should settle {settle}; if it does not, call." if settle else ""
            return (
                f"{word} {symptom.value} is above the {ceiling} your plan allows for {p.name}: stop it for now.{after}"
            )
    return ""


def _settle(p: Prescription) -> str:
    words = p.symptom_rule.settle if p.symptom_rule else ""
    return f"within {words}" if words[:1].isdigit() else words
