"""What "I have seen it" says to the clinic."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hep_sync.errors import NotUnderstood
from hep_sync.fhir.observation import observation_to_entries
from hep_sync.fhir.plan_seen import PlanSeen, read_plan_seen, write_plan_seen

SEEN = PlanSeen(
    "6b1ae1c8-6c0e-4f0e-9d36-0d5f1b0f5a11",
    datetime(2026, 3, 4, 14, 2, tzinfo=UTC),
    (("sr-1", "3"), ("sr-2", "an odd version"), ("sr-3", "")),
)


def test_it_comes_back_as_it_went() -> None:
    """Which orders as they were at which version, when, and under which uuid."""
    assert read_plan_seen(write_plan_seen(SEEN, patient="p1")) == SEEN


def test_it_is_nothing_that_was_done() -> None:
    """Whoever counts exercise by Observations does not count it."""
    assert observation_to_entries(write_plan_seen(SEEN, patient="p1")) == ()


def test_what_cannot_be_referred_to_is_left_out() -> None:
    """An id that FHIR does not allow would make a server refuse all of it."""
    resource = write_plan_seen(PlanSeen(SEEN.id, SEEN.at, (("not an id", "1"),)), patient="p1")

    assert "basedOn" not in resource


def test_other_observations_say_nothing_of_the_kind() -> None:
    """And one that does not say when is not understood."""
    resource = write_plan_seen(SEEN, patient="p1")

    assert read_plan_seen({**resource, "code": {"text": "Weight"}}) is None
    del resource["effectiveDateTime"]
    with pytest.raises(NotUnderstood):
        read_plan_seen(resource)
