"""Frozen classes: they are what a frozen data class with slots is, wherever anybody looks."""

from __future__ import annotations

import copy
import inspect
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from hep_care.frozen import frozen


def of(decorator: Any) -> Any:
    """The same class, made by a decorator."""

    class Dose:
        sets: int
        """How many."""
        reps: int = 10
        words: tuple[str, ...] = ()
        notes: dict[str, str] = field(default_factory=dict, hash=False)

        @property
        def total(self) -> int:
            return self.sets * self.reps

    return decorator(Dose)


OURS, USUAL = of(frozen), of(dataclass(frozen=True, slots=True))


@pytest.mark.parametrize("given", [((3,), {}), ((3, 8), {}), ((), {"sets": 3, "words": ("slow",)})])
def test_it_is_made_shown_and_taken_apart_alike(given: tuple[tuple[int, ...], dict[str, Any]]) -> None:
    """Arguments, defaults, properties, `repr` and `asdict` give what a data class gives."""
    one, other = (kind(*given[0], **given[1]) for kind in (OURS, USUAL))
    assert (repr(one), one.total, asdict(one)) == (repr(other), other.total, asdict(other))


@pytest.mark.parametrize("given", [((), {}), ((1, 2, (), {}, 5), {}), ((1,), {"sets": 2}), ((1,), {"unknown": 2})])
def test_wrong_arguments_are_refused_the_first_time_and_later(given: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    """A missing, doubled or unknown argument is a `TypeError`, also for the first object of all."""
    kind = of(frozen)
    for _ in range(2):
        with pytest.raises(TypeError):
            kind(*given[0], **given[1])


def test_equality_is_of_content_and_class() -> None:
    """Equal content of one class is equal; the same content of another class is not."""
    assert OURS(3) == OURS(3, 10) != OURS(3, 11)
    assert OURS(3) != of(frozen)(3)
    assert frozen(type("Empty", (), {"__annotations__": {}}))() is not None


def test_nothing_of_it_changes() -> None:
    """Fields are neither set nor deleted, and no other attribute is added."""
    one = OURS(3)
    with pytest.raises(FrozenInstanceError):
        one.sets = 4
    with pytest.raises(FrozenInstanceError):
        del one.sets
    with pytest.raises(FrozenInstanceError):
        one.other = 4
    assert not hasattr(one, "__dict__")


def test_replace_and_copies_work() -> None:
    """`replace`, `copy` and `deepcopy` give objects of the class; a made default is not shared."""
    one = OURS(3)
    assert replace(one, reps=5) == OURS(3, 5)
    assert copy.copy(one) == copy.deepcopy(one) == one
    assert OURS(3).notes is not OURS(3).notes


def test_a_hash_goes_by_content() -> None:
    """Equal ones are one key of a dictionary; one with a content that has no hash has none."""

    @frozen
    class Point:
        x: int
        y: int = 0

    assert {Point(1): "here"}[Point(1, 0)] == "here"
    with pytest.raises(TypeError):
        hash(OURS(3))


def test_tools_see_its_fields() -> None:
    """Names, defaults and patterns are those of a data class; its own methods stay as they are written."""
    assert [each.name for each in fields(OURS)] == [each.name for each in fields(USUAL)]
    assert OURS.__match_args__ == USUAL.__match_args__
    OURS(3)
    assert list(inspect.signature(OURS).parameters) == list(inspect.signature(USUAL).parameters)

    @frozen
    class Quiet:
        secret: str

        def __repr__(self) -> str:
            return "Quiet()"

    assert repr(Quiet("x")) == "Quiet()"
