"""JSON whose numbers come back as they were written: FHIR's 3.50 is not 3.5.

One value has one text here (sorted keys, no spaces), so the same resource from two answers of a server is the same bytes.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hep_sync.errors import NotUnderstood

_MOST_DIGITS = 60


def loads(text: str | bytes) -> Any:
    """The value of a JSON text, with `Decimal` where it has a fraction or an exponent.

    Raises `NotUnderstood` for what is no JSON: NaN, Infinity, nesting without end, bytes that are not UTF-8.
    """
    try:
        return json.loads(text, parse_float=_decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("it is not JSON that can be read") from error


def dumps(value: object) -> str:
    """The one text of a value. Raises `NotUnderstood` for what JSON cannot say."""
    pieces: list[str] = []
    try:
        _write(value, pieces.append)
        return "".join(pieces)
    except (TypeError, ValueError, RecursionError) as error:
        raise NotUnderstood("it holds a value that cannot be written as JSON") from error


def _decimal(text: str) -> Decimal:
    if len(text) > _MOST_DIGITS:
        raise ValueError("a number of an absurd length")
    return Decimal(text)


def _no_constant(name: str) -> float:
    raise ValueError(name)


_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _write(value: object, put: Any) -> None:
    if isinstance(value, str):
        put(_text(value))
    elif isinstance(value, dict):
        put("{")
        for place, key in enumerate(sorted(value)):
            put(("," if place else "") + _text(key) + ":")
            _write(value[key], put)
        put("}")
    elif isinstance(value, list | tuple):
        put("[")
        for place, inner in enumerate(value):
            if place:
                put(",")
            _write(inner, put)
        put("]")
    elif isinstance(value, Decimal):
        put(str(value))
    else:
        put(_text(value))
