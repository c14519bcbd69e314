"""A resource as the terms it is found by: codes, references, texts, and spans of time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hep_clinic.fhir.outcome import invalid
from hep_clinic.fhir.parameters import PARAMETERS, Json, Kind, Parameter, at

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Term:
    """One value of one parameter: `value` within `system`, or a span of time from `low` to before `high`."""

    parameter: str
    system: str = ""
    value: str = ""
    low: int | None = None
    """Microseconds since 1970."""
    high: int | None = None


def terms_of(resource: Json) -> set[Term]:
    """Everything a resource is found by."""
    return {
        term
        for parameter in PARAMETERS[resource["resourceType"]].values()
        for path in parameter.paths
        for value in at(resource, path)
        for term in _terms(parameter, value)
    }


def _terms(parameter: Parameter, value: Any) -> Iterator[Term]:
    name = parameter.name
    if parameter.kind is Kind.CODE:
        yield from (Term(name, system, code) for system, code in _tokens(value))
    elif parameter.kind is Kind.REFERENCE:
        text = value.get("reference") if isinstance(value, dict) else None
        if isinstance(text, str):
            yield Term(name, "", text.partition("/_history/")[0])
    elif parameter.kind is Kind.URI:
        if isinstance(value, str):
            yield Term(name, "", value)
            yield Term(name, "", value.partition("|")[0])
    elif parameter.kind is Kind.STRING:
        yield from (Term(name, "", text.casefold()) for text in _strings(value))
    else:
        span = _span(value)
        if span is not None:
            yield Term(name, low=micros(span[0]), high=micros(span[1]))


def _tokens(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield "", "true" if value else "false"
    elif isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        for coding in value.get("coding", []) if isinstance(value.get("coding"), list) else [value]:
            code = coding.get("code", coding.get("value")) if isinstance(coding, dict) else None
            if isinstance(code, str):
                yield str(coding.get("system", "")), code


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in ("text", "family"):
            if isinstance(value.get(part), str):
                yield value[part]
        given = value.get("given")
        yield from (one for one in given if isinstance(one, str)) if isinstance(given, list) else ()


def _span(value: Any) -> tuple[datetime, datetime] | None:
    if isinstance(value, str):
        return span(value)
    if not isinstance(value, dict) or not {"start", "end"} & value.keys():
        return None
    start = span(value["start"]) if isinstance(value.get("start"), str) else None
    end = span(value["end"]) if isinstance(value.get("end"), str) else None
    return start[0] if start else EARLIEST, end[1] if end else LATEST


def span(text: str) -> tuple[datetime, datetime]:
    """From when to before when a FHIR date or time lasts: a day for a date, a second for a second. Raises `Wrong`.

    A time without an offset, and a date, is UTC's.
    """
    try:
        if len(text) == 4:
            return datetime(int(text), 1, 1, tzinfo=UTC), datetime(int(text) + 1, 1, 1, tzinfo=UTC)
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        length = timedelta(days=1) if len(text) == 10 else _precision(text)
        return moment.astimezone(UTC), moment.astimezone(UTC) + length
    except (ValueError, OverflowError) as error:
        raise invalid("A date or time in it is not one of FHIR's.") from error


def _precision(text: str) -> timedelta:
    if "." in text:
        digits = len(text.partition(".")[2].rstrip("Z").partition("+")[0].partition("-")[0])
        return timedelta(microseconds=max(1, 10 ** max(0, 6 - digits)))
    return timedelta(seconds=1) if text.count(":") >= 2 and len(text) >= 19 else timedelta(minutes=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def instant(microseconds: int) -> str:
    """A moment as FHIR's instant, in UTC."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
