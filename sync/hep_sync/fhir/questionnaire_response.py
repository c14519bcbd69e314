"""A patient's answers to a form as QuestionnaireResponses, both ways; a draft is one that is in progress."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hep_care.questionnaires import Answered, Option, Response, ResponseStatus, Value
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import Json, code, exact, number, parts, reference_id, whole, words
from hep_sync.fhir.identity import (
    expect,
    identifier,
    listed,
    moment_in,
    patient_of,
    read_names,
    said,
    write_ids,
    write_names,
)
from hep_sync.fhir.moment import read_day, write_moment
from hep_sync.fhir.questionnaire import (
    MOST_ANSWER,
    MOST_ITEMS,
    MOST_LEVELS,
    canonical,
    read_canonical,
    read_coding,
    write_coding,
)

_MOST_VALUES = 200
_GREATEST = 2**31 - 1


def read_response(resource: object, *, zone: str = "UTC") -> Response:
    """The answers of a QuestionnaireResponse; raises `NotUnderstood` where one of them cannot be read."""
    found = expect(resource, "QuestionnaireResponse")
    patient_of(found)
    status = code(found, "status")
    if status not in ResponseStatus._value2member_map_:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of answers to a form")
    form, version = read_canonical(found.get("questionnaire"))
    return Response(
        questionnaire=form,
        version=version,
        status=ResponseStatus(status),
        items=_items(found, 1),
        **read_names(found),
        authored=moment_in(found, "authored", zone),
        plan=next((id for item in parts(found, "basedOn") if (id := reference_id(item, "CarePlan"))), ""),
    )


def _items(element: Json, level: int) -> tuple[Answered, ...]:
    items = parts(element, "item")
    if len(items) > MOST_ITEMS or level > MOST_LEVELS:
        raise NotUnderstood(f"it has more than {MOST_ITEMS} items, or more than {MOST_LEVELS} levels of them")
    return tuple(_item(item, level) for item in items)


def _item(item: Json, level: int) -> Answered:
    link = words(item, "linkId", limit=255)
    answers = parts(item, "answer")
    if not link or link != item["linkId"] or len(answers) > _MOST_VALUES:
        raise NotUnderstood("one of its items has no name that can be used, or too many answers")
    values = tuple(_value(answer, link) for answer in answers)
    return Answered(link, values, _items(item, level + 1), words(item, "text", lines=True))


def _value(answer: Json, link: str) -> Value:
    said = [key for key in answer if key.startswith("value")]
    if len(said) != 1 or "item" in answer:
        raise NotUnderstood(f"an answer to {link} says nothing, several things or more questions")
    value = answer[said[0]]
    if said[0] == "valueBoolean" and isinstance(value, bool):
        return value
    if said[0] == "valueString" and (text := words(answer, "valueString", limit=MOST_ANSWER, lines=True)):
        return text
    if said[0] == "valueInteger":
        return whole(value, -_GREATEST, _GREATEST, "an answer")
    if said[0] == "valueDecimal":
        return exact(value, "an answer")
    if said[0] == "valueDate":
        return _day(value)
    if said[0] == "valueCoding":
        return read_coding(value)
    raise NotUnderstood(f"an answer to {link} is a {ascii(said[0])[:40]}, which is not understood")


def _day(value: object) -> date:
    day = read_day(value, "UTC")
    if day.isoformat() != value:
        raise NotUnderstood(f"the answer {ascii(value)[:40]} is not a whole date")
    return day


def write_response(response: Response, *, patient: str) -> Json:
    """The QuestionnaireResponse of a patient's answers."""
    person = {"reference": f"Patient/{patient}"}
    return {
        "resourceType": "QuestionnaireResponse",
        **write_names(response.server_id, ""),
        **({"identifier": identifier(response.uid)} if response.uid else {}),
        **listed("basedOn", write_ids((response.plan,), "CarePlan")),
        "questionnaire": canonical(response.questionnaire, response.version),
        "status": response.status.value,
        "subject": person,
        **({"authored": write_moment(response.authored)} if response.authored else {}),
        "author": person,
        "source": person,
        **listed("item", [_write_item(item) for item in response.items]),
    }


def _write_item(item: Answered) -> Json:
    return {
        "linkId": item.link,
        **said("text", item.text),
        **listed("answer", [_write_value(value) for value in item.values if value != ""]),
        **listed("item", [_write_item(one) for one in item.items]),
    }


def _write_value(value: Value) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    if isinstance(value, Decimal):
        return {"valueDecimal": number(value)}
    if isinstance(value, date):
        return {"valueDate": value.isoformat()}
    if isinstance(value, Option):
        return {"valueCoding": write_coding(value)}
    return {"valueString": value}
