"""Messages, videos, visits, goals, forms and requests: written and read again, changed, and made by somebody hostile."""

from __future__ import annotations

import copy
import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hep_care.goals import Rating, rated
from hep_care.plain_text import is_plain
from hep_care.requests import RequestState
from hep_care.visits import Reply, VisitState
from hep_sync.errors import NotUnderstood
from hep_sync.exact_json import loads
from hep_sync.fhir import codes
from hep_sync.fhir.both_ways import READERS, WRITERS, changed
from hep_sync.fhir.questionnaire import read_questionnaire, write_questionnaire
from sync.beside import BESIDE, forms
from sync.test_all_examples import HERE

NOW = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
FOREIGN = {"url": "https://other.example/x", "valueString": "kept"}


def example(name):
    """One of the example resources."""
    return loads((HERE / "examples" / f"{name}.json").read_text("utf-8"))


EXAMPLES = {
    "Appointment": example("appointment-booked"),
    "Binary": example("binary-photo"),
    "Communication": example("communication-question"),
    "DocumentReference": example("documentreference-personal-video"),
    "Goal": example("goal-function"),
    "Media": example("media-alternative"),
    "Questionnaire": example("questionnaire-psfs"),
    "QuestionnaireResponse": example("questionnaireresponse-psfs"),
    "Task": example("task-questionnaire"),
}


@pytest.mark.parametrize("kind", sorted(BESIDE))
def test_written_and_read_again(kind):
    """A value goes through JSON and comes back as it was; nothing empty is written."""

    @given(BESIDE[kind])
    @settings(max_examples=30, deadline=None)
    def comes_back(value):
        resource = WRITERS[kind](value, patient="p1")
        assert READERS[kind](loads(json.dumps(resource))) == value
        assert not any(part in ("", [], {}, None) for part in everything(resource))

    comes_back()


@given(forms())
@settings(max_examples=30, deadline=None)
def test_forms_come_back(form):
    """A form is read as it was written."""
    assert read_questionnaire(loads(json.dumps(write_questionnaire(form)))) == form


def everything(value):
    """Every value inside a resource."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for inner in inside:
        yield inner
        yield from everything(inner)


def texts(value):
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


HOSTILE = st.sampled_from(
    (
        "\x1b]0;owned\x07", "\x1b[2J", "\u202eevil", "a\x00b", "javascript:alert(1)", "http://plain.example/x", "file:///etc/passwd",
        "../../etc/passwd", "https://user:word@bank.example/", "-rf", "x" * 70_000, "", " ", "Patient/p2", "\ud800", "NaN", -1, 0, 1.5, 10**30,
        True, None, [], {}, [[]], [None], ["x"], {"reference": "Patient/p2"}, {"modifierExtension": []}, "2026-02-30", "9999", "2026-13",
    )
)  # fmt: skip


def said(kind, resource):
    """What a resource says, or the sentence that refuses it."""
    try:
        return READERS[kind](resource), "taken"
    except NotUnderstood as error:
        return None, str(error)


def places(value, path=()):
    """The way to every place in a resource."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_hostile_values_are_refused_or_harmless(kind):
    """Whatever stands in whatever place, the reader refuses in one sentence or gives text that is safe to draw."""
    everywhere = list(places(EXAMPLES[kind]))

    @given(st.sampled_from(everywhere), HOSTILE)
    @settings(max_examples=120, deadline=None)
    def survives(path, value):
        resource = copy.deepcopy(EXAMPLES[kind])
        at = resource
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        read, refused = said(kind, resource)
        assert is_plain(refused)
        assert len(refused) < 400
        for text in texts(read):
            assert isinstance(text, StrEnum) or is_plain(text, lines=True)
            assert len(text) <= 20_000

    survives()


ADDRESSES = (
    "http://clinic.example/x", "file:///etc/passwd", "javascript:alert(1)", "ftp://clinic.example/x", "//clinic.example/x", "Binary/../x",
    "Binary/", "Patient/p1", "https://", "https://a@clinic.example/x", "https://clinic.example/a b", "https://clinic.example/\x1b[2J",
    "https://b\u00fcro.example/x", "-o/tmp/x", "https://clinic.example/" + "x" * 3000, "https://clinic.example:0/", "", 5, None,
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_https_and_binaries_are_asked(address):
    """A video from anywhere else is refused; in a message the file is left out, and the words stand."""
    video, question = copy.deepcopy(EXAMPLES["DocumentReference"]), copy.deepcopy(EXAMPLES["Communication"])
    video["content"][0]["attachment"]["url"] = address
    question["payload"][1]["contentAttachment"]["url"] = address
    read = READERS["Communication"](question)

    with pytest.raises(NotUnderstood, match="neither https nor a Binary"):
        READERS["DocumentReference"](video)
    assert (read.text[:8], read.files) == ("My knee ", ())
    assert len(read.not_understood) == 1


def test_a_file_that_is_not_what_was_sent_is_refused():
    """Bytes that came along must have the size and the hash that are told."""
    video = copy.deepcopy(EXAMPLES["DocumentReference"])
    video["content"][0]["attachment"] |= {"data": "AAAA", "size": 3}

    with pytest.raises(NotUnderstood, match="its size or its hash differs"):
        READERS["DocumentReference"](video)


REFUSED = {
    "a message of another patient": ("Communication", {"sender": {"reference": "Patient/p2"}}, "another patient"),
    "a message about nobody": ("Communication", {"subject": {}}, "not about one patient"),
    "a message without a name": ("Communication", {"identifier": []}, "neither an identifier"),
    "a booked visit without a time": ("Appointment", {"start": None, "end": None}, "not a time"),
    "a visit that ends first": ("Appointment", {"end": "2026-03-11T09:00:00-05:00"}, "before it begins"),
    "a visit in no known state": ("Appointment", {"status": "perhaps"}, "not that of an appointment"),
    "a visit of two patients": (
        "Appointment",
        {"participant": [{"actor": {"reference": f"Patient/{id}"}} for id in ("p1", "p2")]},
        "not about one patient",
    ),
    "a goal without words": ("Goal", {"description": {}}, "does not say what the goal is"),
    "a goal in no known state": ("Goal", {"lifecycleStatus": "done"}, "not that of a goal"),
    "a document in no known state": ("DocumentReference", {"status": "final"}, "not that of a document"),
    "a document that is no video": (
        "DocumentReference",
        {"content": [{"attachment": {"contentType": "video/quicktime", "url": "Binary/b"}}]},
        "no video of a kind that is shown",
    ),
    "a recording that goes on": ("Media", {"status": "in-progress"}, "not that of a finished recording"),
    "a form of no kind": ("Questionnaire", {"item": [{"linkId": "a", "type": "quantity"}]}, "cannot be asked here"),
    "a form with a condition": (
        "Questionnaire",
        {"item": [{"linkId": "a", "type": "string", "enableWhen": [{"question": "b"}]}]},
        "depends on another answer",
    ),
    "a form with one name twice": (
        "Questionnaire",
        {"item": [{"linkId": "a", "type": "string"}] * 2},
        "two of its items",
    ),
    "a choice without answers": (
        "Questionnaire",
        {"item": [{"linkId": "a", "type": "choice"}]},
        "a choice of 0 answers",
    ),
    "an answer of a strange kind": (
        "QuestionnaireResponse",
        {"item": [{"linkId": "a", "answer": [{"valueQuantity": {"value": 1}}]}]},
        "is not understood",
    ),
    "half a date": (
        "QuestionnaireResponse",
        {"item": [{"linkId": "a", "answer": [{"valueDate": "2026-03"}]}]},
        "whole date",
    ),
    "a task that names no form": ("Task", {"input": []}, "does not say which"),
    "a task in no known state": ("Task", {"status": "todo"}, "not that of a task"),
    "something else": ("Task", {"resourceType": "Goal"}, "it is a Goal, and not a Task"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_refused_with_a_reason(case):
    """What cannot be meant is refused, with the reason in words."""
    kind, changes, why = REFUSED[case]

    with pytest.raises(NotUnderstood, match=why):
        READERS[kind]({**copy.deepcopy(EXAMPLES[kind]), **changes})


@pytest.mark.parametrize("kind", sorted(set(EXAMPLES) & set(WRITERS) - {"Binary"}))
def test_what_is_not_changed_stays_word_for_word(kind):
    """A value that is sent back as it was read leaves the resource as it is, whatever else is in it."""
    base = {**copy.deepcopy(EXAMPLES[kind]), "id": "x1", "language": "en", "extension": [FOREIGN]}
    base["meta"] = {"tag": [{"code": "t"}]}

    assert changed(READERS[kind](base), base, patient="p1") == base


def test_a_visit_is_cancelled():
    """State, reason and the patient's answer change; who else takes part and what else is told stays."""
    base = {**copy.deepcopy(EXAMPLES["Appointment"]), "supportingInformation": [{"reference": "Condition/c1"}]}
    room = {"actor": {"reference": "Location/r1"}, "status": "accepted"}
    base["participant"] = [{**base["participant"][0], "type": [{"text": "me"}]}, base["participant"][1], room]
    visit = replace(READERS["Appointment"](base), state=VisitState.CANCELLED, reply=Reply.DECLINED, why_cancelled="Ill")
    made = changed(visit, base, patient="p1")

    assert (made["status"], made["cancelationReason"]) == ("cancelled", {"text": "Ill"})
    assert [one["status"] for one in made["participant"]] == ["declined", "accepted", "accepted"]
    assert made["participant"][0]["type"] == [{"text": "me"}]
    assert made["participant"][2] == room
    assert made["supportingInformation"] == base["supportingInformation"]
    assert READERS["Appointment"](made) == visit


def test_a_goal_is_rated():
    """A rating is added and one of the same day replaced; notes, other targets and foreign extensions stay."""
    far = {"measure": {"text": "Walking"}, "detailQuantity": {"value": 5, "unit": "km"}}
    base = {**copy.deepcopy(EXAMPLES["Goal"]), "extension": [FOREIGN]}
    base["target"] = [*base["target"], far]
    first = changed(rated(READERS["Goal"](base), Rating(date(2026, 3, 16), 4)), base, patient="p1")
    first["extension"][0]["extension"].append({"url": "later", "valueString": "x"})
    made = changed(rated(READERS["Goal"](first), Rating(date(2026, 3, 16), 6)), first, patient="p1")

    assert READERS["Goal"](made).ratings == (Rating(date(2026, 3, 16), 6),)
    assert FOREIGN in made["extension"]
    assert (made["note"], made["target"]) == (base["note"], base["target"])
    again = changed(replace(READERS["Goal"](made), target=9), made, patient="p1")
    assert [one["detailQuantity"]["value"] for one in again["target"]] == [9, 5]


def test_a_task_is_done():
    """State and answer are set beside what the task says besides."""
    base = {**copy.deepcopy(EXAMPLES["Task"]), "output": [{"type": {"text": "letter"}, "valueString": "x"}]}
    task = replace(READERS["Task"](base), state=RequestState.COMPLETED, response="qr-1", changed=NOW)
    made = changed(task, base, patient="p1")

    assert made["status"] == "completed"
    assert made["output"] == [
        {"type": {"text": "response"}, "valueReference": {"reference": "QuestionnaireResponse/qr-1"}}, *base["output"],
    ]  # fmt: skip
    assert (made["input"], made["priority"]) == (base["input"], "routine")
    assert READERS["Task"](made) == task


def test_a_changed_plan_is_taken_note_of():
    """The task names plan and version, and comes back accepted."""
    resource = {
        "resourceType": "Task", "id": "t-2", "status": "requested", "intent": "order", "for": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": codes.HEP, "code": "acknowledge-plan"}]}, "focus": {"reference": "CarePlan/hep42"},
        "input": [{"type": {"text": "plan-version"}, "valueString": "3"}],
    }  # fmt: skip
    task = READERS["Task"](resource)

    assert (task.kind, task.plan, task.plan_version) == ("acknowledge-plan", "hep42", "3")
    assert changed(replace(task, state=RequestState.ACCEPTED), resource, patient="p1")["status"] == "accepted"


def test_a_reply_is_opened():
    """Opening it sets `received` and nothing else."""
    base = example("communication-reply")
    made = changed(replace(READERS["Communication"](base), received=NOW), base, patient="p1")

    assert made == {**base, "received": "2026-03-20T08:00:00+00:00"}


def test_a_message_without_a_time_of_day():
    """A date alone is its noon on the patient's wall, as everywhere."""
    read = READERS["Communication"]({**EXAMPLES["Communication"], "sent": "2026-03-05"})

    assert read.sent == datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert read.sent.utcoffset() == timedelta(0)
