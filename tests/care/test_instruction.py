"""A prescription in words, and what of it only the therapist said."""

from __future__ import annotations

from dataclasses import replace

from care.builders import exercise
from hep_care.instruction import instruction, therapists_words


def test_the_dose_is_said_once():
    """Writing the words again adds nothing, and the dose is not taken for the therapist's own words."""
    plain = exercise()
    written = replace(plain, instruction=instruction(plain))

    assert instruction(written) == instruction(plain)
    assert therapists_words(written) == ""


def test_the_therapists_words_are_kept():
    """What the therapist wrote stands before the dose, and comes back alone."""
    said = replace(exercise(), instruction="Slowly, and breathe out.")
    written = replace(said, instruction=instruction(said))

    assert instruction(said).startswith("Slowly, and breathe out.\n")
    assert therapists_words(written) == "Slowly, and breathe out."
