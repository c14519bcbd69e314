"""Forms as Questionnaires, both ways.

A form with an item of another kind than these, or with one that depends on an answer, is refused whole: a form
that leaves questions out is another form.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hep_care.questionnaires import ItemKind, Option, Question, Questionnaire
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.element import (
    Json,
    code,
    exact,
    extension,
    is_id,
    number,
    parts,
    resource_id,
    whole,
    words,
)
from hep_sync.fhir.identity import expect, listed, said

MOST_ITEMS = 500
MOST_LEVELS = 6
MOST_ANSWER = 8000
_MOST_OPTIONS = 200
_MOST_ADDRESS = 500
_STATUSES = ("draft", "active", "retired", "unknown")
_LIMITED = (ItemKind.INTEGER, ItemKind.DECIMAL)


def read_questionnaire(resource: object) -> Questionnaire:
    """The form of a Questionnaire; raises `NotUnderstood` where it could not be asked as it is meant."""
    found = expect(resource, "Questionnaire")
    status = code(found, "status")
    if status not in _STATUSES:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of a form")
    address, extra = read_canonical(found.get("url"))
    if extra:
        raise NotUnderstood("its address holds a version")
    links: set[str] = set()
    return Questionnaire(
        address=address,
        version=_version(words(found, "version", limit=64)),
        title=words(found, "title", limit=200) or words(found, "name", limit=200),
        status=status,
        items=tuple(_question(item, links, 1) for item in parts(found, "item")),
        server_id=resource_id(found) if "id" in found else "",
    )


def read_canonical(value: object) -> tuple[str, str]:
    """Address and version of "address|version"; raises `NotUnderstood` where it is not one."""
    text = value if isinstance(value, str) else ""
    address, _, version = text.partition("|")
    if not address or not text.isascii() or not text.isprintable() or " " in text or len(text) > _MOST_ADDRESS:
        raise NotUnderstood(f"the address {ascii(value)[:80]} of a form is not one")
    return address, _version(version)


def canonical(address: str, version: str) -> str:
    """The address of one version of a form."""
    return f"{address}|{version}" if version else address


def _version(text: str) -> str:
    if "|" in text:
        raise NotUnderstood(f"the version {ascii(text)[:40]} of a form is not one")
    return text


def _question(item: Json, links: set[str], level: int) -> Question:
    link = words(item, "linkId", limit=255)
    if not link or link != item["linkId"] or link in links:
        raise NotUnderstood(f"two of its items are called {ascii(link)[:40]}, or one has no name that can be used")
    links.add(link)
    if len(links) > MOST_ITEMS or level > MOST_LEVELS:
        raise NotUnderstood(f"it has more than {MOST_ITEMS} items, or more than {MOST_LEVELS} levels of them")
    kind = _kind(item, link)
    inner = parts(item, "item")
    if inner and kind is not ItemKind.GROUP:
        raise NotUnderstood(f"its item {link} has questions inside a question, which is not supported")
    return Question(
        link=link,
        kind=kind,
        text=words(item, "text", lines=True),
        prefix=words(item, "prefix", limit=40),
        required=item.get("required") is True,
        repeats=item.get("repeats") is True,
        least=_limit(item, codes.MIN_VALUE),
        most=_limit(item, codes.MAX_VALUE),
        most_characters=whole(item["maxLength"], 0, 10**6, "the length of an answer") if "maxLength" in item else None,
        options=_options(item, kind, link),
        items=tuple(_question(one, links, level + 1) for one in inner),
    )


def _kind(item: Json, link: str) -> ItemKind:
    said = code(item, "type")
    if said not in ItemKind._value2member_map_:
        raise NotUnderstood(f"its item {link} is of the kind {ascii(said)[:40]}, which cannot be asked here")
    if "enableWhen" in item or "answerValueSet" in item:
        raise NotUnderstood(f"its item {link} depends on another answer or on a list kept elsewhere")
    return ItemKind(said)


def _limit(item: Json, url: str) -> Decimal | None:
    found = extension(item, url)
    if not found:
        return None
    return exact(found.get("valueInteger", found.get("valueDecimal")), "the limit of an answer")


def _options(item: Json, kind: ItemKind, link: str) -> tuple[Option, ...]:
    listed_ones = parts(item, "answerOption")
    if kind is not ItemKind.CHOICE and listed_ones:
        raise NotUnderstood(f"its item {link} lists answers and is not a choice")
    made = tuple(_option(one) for one in listed_ones)
    if kind is ItemKind.CHOICE and not 0 < len(made) <= _MOST_OPTIONS:
        raise NotUnderstood(f"its item {link} is a choice of {len(made)} answers")
    return made


def _option(one: Json) -> Option:
    if text := words(one, "valueString", limit=400):
        return Option(text)
    return read_coding(one.get("valueCoding"))


def read_coding(coding: object) -> Option:
    """One answer of a choice; raises `NotUnderstood` where it says nothing."""
    found = Option(
        words(coding, "display", limit=400), words(coding, "code", limit=200), words(coding, "system", limit=500)
    )
    if not found.text and not found.code:
        raise NotUnderstood("an answer of a choice has neither a code nor words")
    return found


def write_coding(option: Option) -> Json:
    """The coding of an answer."""
    return {**said("system", option.system), **said("code", option.code), **said("display", option.text)}


def write_questionnaire(form: Questionnaire) -> Json:
    """The Questionnaire of a form. It is of no patient."""
    return {
        "resourceType": "Questionnaire",
        **({"id": form.server_id} if is_id(form.server_id) else {}),
        "url": form.address,
        **said("version", form.version),
        **said("title", form.title),
        "status": form.status,
        "subjectType": ["Patient"],
        **listed("item", [_write_question(question) for question in form.items]),
    }


def _write_question(question: Question) -> Json:
    limits = {codes.MIN_VALUE: question.least, codes.MAX_VALUE: question.most}
    made: dict[str, Any] = {
        **listed("extension", [_write_limit(url, value) for url, value in limits.items() if value is not None]),
        "linkId": question.link,
        **said("prefix", question.prefix),
        **said("text", question.text),
        "type": question.kind.value,
    }
    if question.required:
        made["required"] = True
    if question.repeats:
        made["repeats"] = True
    if question.most_characters is not None:
        made["maxLength"] = question.most_characters
    made |= listed("answerOption", [_write_option(option) for option in question.options])
    return made | listed("item", [_write_question(one) for one in question.items])


def _write_limit(url: str, value: Decimal) -> Json:
    key = "valueInteger" if value == value.to_integral_value() else "valueDecimal"
    return {"url": url, key: number(value)}


def _write_option(option: Option) -> Json:
    if not option.code and not option.system:
        return {"valueString": option.text}
    return {"valueCoding": write_coding(option)}
