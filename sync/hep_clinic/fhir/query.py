"""A search, from the parameters of its address. Pure: what is not understood is refused, never passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hep_clinic.fhir.outcome import invalid
from hep_clinic.fhir.parameters import PARAMETERS, Kind
from hep_clinic.fhir.terms import micros, span

USUAL_COUNT, MOST_COUNT = 50, 1000
MOST_PARAMETERS, MOST_VALUES, LONGEST = 40, 200, 2000
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")
_PREFIXES = ("eq", "ge", "gt", "le", "lt", "sa", "eb")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values of a parameter."""

    system: str | None = None
    """None is any system."""
    value: str | None = None
    prefix: str = ""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """What a resource must have: any of the choices."""

    parameter: str
    kind: Kind
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One search of one type."""

    type: str
    clauses: tuple[Clause, ...] = ()
    ids: tuple[str, ...] | None = None
    count: int = USUAL_COUNT
    newest_first: bool = False
    only_count: bool = False
    pairs: tuple[tuple[str, str], ...] = ()
    """As it was asked, for the link to itself."""


def read_query(type: str, pairs: Sequence[tuple[str, str]]) -> Query:
    """The search of these parameters. Raises `Wrong` for any that is not known or not allowed."""
    if len(pairs) > MOST_PARAMETERS:
        raise invalid(f"A search takes at most {MOST_PARAMETERS} parameters.")
    clauses: list[Clause] = []
    ids: tuple[str, ...] | None = None
    count, newest_first, only_count = USUAL_COUNT, False, False
    for name, value in pairs:
        if len(value) > LONGEST or "\x00" in value:
            raise invalid("A search value is too long or not text.")
        if name == "_id":
            ids = tuple(value.split(","))
            if not all(_ID.match(id) for id in ids):
                raise invalid("_id is not an id.")
        elif name == "_count":
            count = _count(value)
        elif name == "_sort":
            newest_first = _sort(value)
        elif name == "_summary" and value == "count":
            only_count = True
        elif (name == "_total" and value in ("none", "estimate", "accurate")) or name == "_format":
            continue
        else:
            clauses.append(_clause(type, name, value))
    return Query(type, tuple(clauses), ids, count, newest_first, only_count, tuple(pairs))


def _count(value: str) -> int:
    if not re.fullmatch(r"\d{1,9}", value) or int(value) < 1:
        raise invalid("_count is a number from 1.")
    return min(int(value), MOST_COUNT)


def _sort(value: str) -> bool:
    if value not in ("_lastUpdated", "-_lastUpdated"):
        raise invalid("Results are sorted by _lastUpdated or -_lastUpdated.")
    return value.startswith("-")


def _clause(type: str, name: str, value: str) -> Clause:
    values = value.split(",")
    if len(values) > MOST_VALUES:
        raise invalid(f"A parameter takes at most {MOST_VALUES} values.")
    if name == "_lastUpdated":
        return Clause(name, Kind.DATE, tuple(map(_moment, values)))
    plain, _, modifier = name.partition(":")
    known = PARAMETERS[type].get(plain)
    if known is None or (modifier and (known.kind, modifier) != (Kind.STRING, "contains")):
        raise invalid(f"{type} has no search parameter {ascii(name)[:60]}.")
    if known.kind is Kind.DATE:
        return Clause(plain, known.kind, tuple(map(_moment, values)))
    if known.kind is Kind.CODE:
        return Clause(plain, known.kind, tuple(map(_token, values)))
    if known.kind is Kind.REFERENCE:
        return Clause(plain, known.kind, tuple(Choice(value=_reference(name, one)) for one in values))
    texts = (one.casefold() if known.kind is Kind.STRING else one for one in values)
    prefix = modifier if known.kind is Kind.STRING else ""
    return Clause(plain, known.kind, tuple(Choice(value=one, prefix=prefix) for one in texts))


def _moment(value: str) -> Choice:
    prefix = value[:2] if value[:2] in _PREFIXES else "eq"
    low, high = span(value.removeprefix(value[:2]) if value[:2] in _PREFIXES else value)
    return Choice(prefix=prefix, low=micros(low), high=micros(high))


def _token(value: str) -> Choice:
    if "|" not in value:
        return Choice(value=value)
    system, _, code = value.partition("|")
    return Choice(system=system, value=code or None)


def _reference(name: str, value: str) -> str:
    if "/" in value:
        return value
    if name in ("patient", "subject", "sender", "recipient", "actor"):
        return f"Patient/{value}"
    raise invalid(f"{name} is asked for as Type/id.")
