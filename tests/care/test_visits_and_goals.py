"""A visit that was moved, a goal that is rated again, a file that did not arrive whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hep_care.attachments import Attachment, arrived_whole, sha1_of
from hep_care.goals import Goal, Rating, rated
from hep_care.visits import Visit, VisitState, told_moved

AT = datetime(2026, 3, 11, 9, 30, tzinfo=UTC)


def test_another_time_is_told_as_moved():
    """A booked visit whose time is another than before says from when it was moved."""
    before = Visit(VisitState.BOOKED, start=AT)
    after = replace(before, start=AT + timedelta(days=1))

    assert told_moved(before, after) == replace(after, state=VisitState.MOVED, moved_from=AT)


def test_the_same_time_is_not_moved():
    """Other words, a cancellation and the first time that is agreed on are no move."""
    booked, asked = Visit(VisitState.BOOKED, start=AT), Visit(VisitState.ASKED)
    cancelled = replace(booked, state=VisitState.CANCELLED, start=AT + timedelta(days=1))

    for before, after in ((booked, replace(booked, note="x")), (booked, cancelled), (asked, booked)):
        assert told_moved(before, after) == after


def test_a_day_has_one_rating():
    """Ratings stand by day, and the second one of a day counts."""
    goal = Goal("Stairs")
    for day, score in ((16, 4), (2, 3), (16, 6)):
        goal = rated(goal, Rating(date(2026, 3, day), score))

    assert goal.ratings == (Rating(date(2026, 3, 2), 3), Rating(date(2026, 3, 16), 6))


def test_damage_is_found_by_size_or_hash():
    """What was told is compared; what was not told is not."""
    whole = Attachment("video/mp4", size=3, sha1=sha1_of(b"abc"))

    assert arrived_whole(whole, b"abc")
    assert not arrived_whole(whole, b"abd")
    assert not arrived_whole(replace(whole, sha1=""), b"ab")
    assert arrived_whole(Attachment("video/mp4"), b"")
