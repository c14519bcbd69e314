"""A short day keeps what matters most and fits the minutes; a first day back is small and changes nothing."""

from __future__ import annotations

from dataclasses import replace

from care.builders import ONCE, REPS, TWICE, exercise, on, program, quota
from hep_care.counts import Counter
from hep_care.credit import ItemState, ItemStatus
from hep_care.dose import Dose, Kind
from hep_care.program import Priority, Timings
from hep_care.short_day import ShortDay, session_seconds, short_day, starter_set

PLAIN = Timings(lead_in_s=0, rest_s=0, between_s=0)


def minutes(n: int) -> Dose:
    """An exercise that takes this many minutes."""
    return Dose(Kind.DURATION, duration_s=60 * n)


def day(*prescriptions) -> tuple[ItemState, ...]:
    """The items of the first day, none of them done."""
    return Counter(program(*prescriptions), (), {}, on(0)).tally(on(0)).states


def names(states) -> list[str]:
    """Which exercises these are, each with its session."""
    return [f"{s.item.prescription.id}/{s.item.slot}" for s in states]


def said(found: ShortDay) -> tuple[list[str], list[str], int]:
    """What is done, what waits, and for how long."""
    return names(found.chosen), names(found.later), found.seconds


WALK = exercise("walk", dose=minutes(4), priority=Priority.OPTIONAL)
QUAD = exercise("quad", dose=minutes(3))
LEG = exercise("leg", dose=minutes(2))


def test_core_comes_first_and_stays_in_the_programs_order():
    """An optional exercise at the head of the program gives way, and takes its place again where there is time."""
    states = day(WALK, QUAD, LEG)
    assert said(short_day(states, 5, PLAIN)) == (["quad/1", "leg/1"], ["walk/1"], 300)
    assert said(short_day(states, 9, PLAIN)) == (["walk/1", "quad/1", "leg/1"], [], 540)


def test_what_does_not_fit_makes_room_for_what_does():
    """A long exercise is passed over for a shorter one after it."""
    states = day(exercise("long", dose=minutes(20)), LEG)
    assert said(short_day(states, 5, PLAIN)) == (["leg/1"], ["long/1"], 120)


def test_if_nothing_fits_it_is_the_shortest_core_one():
    """One minute is enough to begin with something, and never with what is optional."""
    tiny = exercise("tiny", dose=Dose(Kind.DURATION, duration_s=90), priority=Priority.OPTIONAL)
    assert names(short_day(day(QUAD, LEG, tiny), 1, PLAIN).chosen) == ["leg/1"]
    only_optional = day(WALK, replace(tiny, id="b", exercise="b"))
    assert names(short_day(only_optional, 1, PLAIN).chosen) == ["b/1"]


def test_lead_ins_rests_and_breaks_count():
    """Two sets of a minute with everything between them are longer than two minutes."""
    two = Dose(Kind.DURATION, sets=2, duration_s=60, lead_in_s=10, rest_s=30, between_s=20)
    assert session_seconds([two, two], Timings()) == 2 * 160 + 20
    states = day(exercise("a", dose=two), exercise("b", dose=two))
    assert names(short_day(states, 5, Timings()).chosen) == ["a/1"]
    assert names(short_day(states, 6, Timings()).chosen) == ["a/1", "b/1"]


def test_an_exercise_is_never_doubled_up():
    """With all the time in the world a missed session is done once, and its twin later in the day is left there."""
    states = day(exercise("quad", TWICE, minutes(3)), exercise("leg", ONCE, minutes(2)))
    found = short_day(states, 60, PLAIN)
    assert said(found) == (["quad/1", "leg/1"], [], 300)


def test_only_what_is_open_is_offered():
    """Done and left-out exercises do not come again; half done ones do."""
    quad, leg = day(QUAD, LEG)
    assert names(short_day((replace(quad, status=ItemStatus.DONE), leg), 10, PLAIN).chosen) == ["leg/1"]
    assert names(short_day((replace(quad, status=ItemStatus.PARTIAL), leg), 10, PLAIN).chosen) == ["quad/1", "leg/1"]
    assert short_day((replace(quad, status=ItemStatus.DONE),), 10, PLAIN) == ShortDay((), (), 0)


def test_a_program_of_free_days_has_a_short_day_too():
    """Where nothing has a session, what the week asks for is offered; as-needed work is not."""
    states = day(exercise("stance", quota(5), minutes(3)), exercise("hop", quota(5), minutes(4)))
    assert names(short_day(states, 5, PLAIN).chosen) == ["stance/None"]


def test_a_starter_set_is_the_clinics_core():
    """Where the plan tells core from optional, the core list is the start; its doses stay what they were."""
    found = starter_set(day(WALK, QUAD, LEG), PLAIN)
    assert said(found) == (["quad/1", "leg/1"], ["walk/1"], 300)
    assert [s.item.prescription.dose for s in found.chosen] == [QUAD.dose, LEG.dose]


def test_a_plan_without_a_difference_starts_with_its_first_three():
    """Eight exercises that are all core would be no small start."""
    found = starter_set(day(*(exercise(f"e{n}", dose=REPS) for n in range(8))), PLAIN)
    assert names(found.chosen) == ["e0/1", "e1/1", "e2/1"]
    assert len(found.later) == 5
