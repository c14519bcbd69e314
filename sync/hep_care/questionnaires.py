"""Forms that a clinic sends, and a patient's answers to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from hep_care.frozen import frozen


class ItemKind(StrEnum):
    """What an item of a form asks for."""

    GROUP = "group"
    DISPLAY = "display"
    """Words to read, without an answer."""
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    STRING = "string"
    TEXT = "text"
    """Several lines."""
    CHOICE = "choice"


@frozen
class Option:
    """One of the answers of a choice."""

    text: str
    code: str = ""
    system: str = ""


Value = bool | int | Decimal | date | str | Option


@frozen
class Question:
    """One item of a form, with those inside it."""

    link: str
    """What joins it to its answers."""
    kind: ItemKind
    text: str = ""
    prefix: str = ""
    """Its number as it is shown: "1a"."""
    required: bool = False
    repeats: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    most_characters: int | None = None
    options: tuple[Option, ...] = ()
    items: tuple[Question, ...] = ()


@frozen
class Questionnaire:
    """A form."""

    address: str
    """Its canonical address; a response names it with the version."""
    version: str
    title: str
    status: str
    items: tuple[Question, ...]
    server_id: str = ""


class ResponseStatus(StrEnum):
    """How far a response is."""

    DRAFT = "in-progress"
    COMPLETED = "completed"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered-in-error"
    STOPPED = "stopped"


@frozen
class Answered:
    """One item with its answers; a group that repeats stands once for each time."""

    link: str
    values: tuple[Value, ...] = ()
    items: tuple[Answered, ...] = ()
    text: str = ""
    """The words of the question, where they were kept."""


@frozen
class Response:
    """A patient's answers to one form."""

    questionnaire: str
    """Address of the form."""
    version: str
    status: ResponseStatus
    items: tuple[Answered, ...] = ()
    uid: str = ""
    """Its uuid; empty where somebody else gave it none."""
    server_id: str = ""
    """Empty before it was sent."""
    authored: datetime | None = None
    plan: str = ""
    """Id of the CarePlan it belongs to."""


def problems(form: Questionnaire, response: Response) -> tuple[str, ...]:
    """What is wrong with a response, a plain sentence each; nothing where it can be sent as completed."""
    if (response.questionnaire, response.version) != (form.address, form.version):
        return ("These are answers to another form.",)
    return tuple(_problems(form.items, response.items))


def _problems(questions: tuple[Question, ...], given: tuple[Answered, ...]) -> Iterator[str]:
    known = {question.link for question in questions}
    for one in given:
        if one.link not in known:
            yield f"The form does not ask “{one.text or one.link}”."
    for question in questions:
        found = [one for one in given if one.link == question.link]
        named = question.text or question.link
        count = len(found) if question.kind is ItemKind.GROUP else sum(len(one.values) for one in found)
        if question.required and not count and question.kind is not ItemKind.DISPLAY:
            yield f"“{named}” is not answered."
        if count > 1 and not question.repeats:
            yield f"“{named}” is answered {count} times."
        for one in found:
            yield from (f"“{named}”: {wrong}" for value in one.values if (wrong := _wrong(question, value)))
            yield from _problems(question.items, one.items)


_FITS: dict[ItemKind, tuple[type, ...]] = {
    ItemKind.BOOLEAN: (bool,),
    ItemKind.INTEGER: (int,),
    ItemKind.DECIMAL: (int, Decimal),
    ItemKind.DATE: (date,),
    ItemKind.STRING: (str,),
    ItemKind.TEXT: (str,),
    ItemKind.CHOICE: (Option,),
}


def _wrong(question: Question, value: Value) -> str:
    if type(value) not in _FITS.get(question.kind, ()):
        return "that is not an answer of the right kind."
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if question.least is not None and value < question.least:
            return f"{value} is less than {question.least}."
        if question.most is not None and value > question.most:
            return f"{value} is more than {question.most}."
    if isinstance(value, str) and question.most_characters is not None and len(value) > question.most_characters:
        return f"that is longer than {question.most_characters} characters."
    if isinstance(value, Option) and question.options and value not in question.options:
        return f"“{value.text or value.code}” is not one of the answers."
    return ""
