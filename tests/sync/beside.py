"""What stands beside plan and record as Hypothesis strategies: messages, videos, visits, goals, forms, requests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from hep_care.attachments import Attachment, StoredFile, sha1_of
from hep_care.entry import Symptom, When
from hep_care.goals import Goal, GoalStatus, Rating
from hep_care.messages import UNSENT, About, Message, MessageStatus, Sender
from hep_care.people import Person
from hep_care.questionnaires import (
    Answered,
    ItemKind,
    Option,
    Question,
    Questionnaire,
    Response,
    ResponseStatus,
)
from hep_care.requests import Request, RequestKind, RequestState
from hep_care.videos import Chapter, Consent, Video, VideoStatus
from hep_care.visits import Reply, Span, Visit, VisitState
from sync.records import moments, plain

ids = st.text("abcXYZ019-.", min_size=1, max_size=12).filter(lambda text: text.strip("."))
uids = st.uuids(version=4).map(str)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
texts = plain.filter(bool)
links = st.one_of(st.just(""), ids, uids.map(UNSENT.__add__))
people = st.builds(Person, plain, st.just("") | ids.map("Practitioner/{}".format))
named = st.one_of(
    st.fixed_dictionaries({"uid": uids, "server_id": st.just("") | ids}),
    st.fixed_dictionaries({"server_id": ids}),
)
addresses = ids.map("Binary/{}".format) | st.sampled_from(
    ("https://clinic.example/b-88", "https://v.example:8443/a?b=1")
)


def maybe(strategy):
    """The value, or none."""
    return st.none() | strategy


def own_ids():
    """Ids of resources, each once."""
    return st.lists(ids, max_size=3, unique=True).map(tuple)


@st.composite
def attachments(draw, types=("image/jpeg", "image/png", "application/pdf")):
    """A file, here or behind an address."""
    data = draw(st.just(b"") | st.binary(min_size=1, max_size=40))
    told = {"size": len(data), "sha1": sha1_of(data)} if data else {"size": draw(maybe(st.integers(0, 10**8)))}
    return Attachment(
        content_type=draw(st.sampled_from(types)),
        address="" if data else draw(addresses),
        title=draw(plain),
        language=draw(st.sampled_from(("", "en"))),
        created=draw(maybe(moments)),
        data=data,
        **told,
    )


files = st.builds(StoredFile, st.just("image/jpeg"), st.binary(max_size=60), st.just("") | ids, st.just("p1"))


@st.composite
def messages(draw):
    """A message of either side."""
    symptom = st.builds(
        Symptom, st.integers(0, 10), st.sampled_from(("pain_0_10", "dizziness")), st.sampled_from(When), plain
    )
    prescription = draw(st.just("") | ids)
    about = About(
        prescription=prescription,
        prescription_version=draw(st.sampled_from(("", "1", "1 b"))) if prescription else "",
        entry=draw(links),
        exercise=draw(plain),
        dose=draw(plain),
        symptom=draw(maybe(symptom)),
    )
    return Message(
        text=draw(plain),
        sender=draw(st.sampled_from((Sender.PATIENT, Sender.CLINIC))),
        status=draw(st.sampled_from(MessageStatus)),
        topic=draw(plain),
        about=about,
        plan=draw(st.just("") | ids),
        answers=draw(links),
        thread=draw(links),
        sent=draw(maybe(moments)),
        received=draw(maybe(moments)),
        other=Person(draw(plain), "Practitioner/pt7"),
        files=tuple(draw(st.lists(attachments(), max_size=2))),
        videos=draw(own_ids()),
        **draw(named),
    )


@st.composite
def videos(draw, for_media=False):
    """A video by either side."""
    by_patient = draw(st.booleans())
    chapters = st.lists(st.builds(Chapter, st.integers(0, 600), plain), max_size=3, unique_by=lambda one: one.at_s)
    frames = attachments(("application/vnd.hep.frames",))
    return Video(
        file=draw(attachments(("video/mp4", "video/webm"))),
        status=draw(st.sampled_from((VideoStatus.CURRENT, VideoStatus.ENTERED_IN_ERROR) if for_media else VideoStatus)),
        kind=draw(plain),
        description=draw(plain),
        prescriptions=draw(own_ids()),
        by_patient=by_patient,
        author=Person() if by_patient else draw(people),
        made=draw(maybe(moments)),
        length_s=draw(maybe(st.integers(0, 600))),
        frames=None if for_media else draw(maybe(frames)),
        chapters=tuple(sorted(draw(chapters), key=lambda one: one.at_s)),
        transcript=draw(plain),
        consent=draw(maybe(st.builds(Consent, texts, maybe(moments)))),
        replaces="" if for_media else draw(st.just("") | ids),
        **draw(named),
    )


@st.composite
def visits(draw):
    """A visit in any state."""
    state = draw(st.sampled_from(VisitState))
    start = draw(moments)
    timed = state not in (VisitState.ASKED, VisitState.WAITING)
    therapist = draw(people)
    spans = st.builds(lambda at, hours: Span(at, at + timedelta(hours=hours)), moments, st.integers(0, 8))
    ended = state in (VisitState.CANCELLED, VisitState.MISSED)
    return Visit(
        state=state,
        start=start if timed else None,
        end=start + timedelta(minutes=30) if timed and draw(st.booleans()) else None,
        minutes=draw(maybe(st.integers(1, 240))),
        moved_from=start - timedelta(days=1) if state is VisitState.MOVED else None,
        suits=tuple(draw(st.lists(spans, max_size=2))),
        reason=draw(plain),
        title=draw(plain),
        note=draw(plain),
        instruction=draw(plain),
        therapist=therapist,
        reply=draw(st.sampled_from(Reply)),
        therapist_reply=draw(st.sampled_from(Reply)) if therapist != Person() else Reply.NEEDS_ACTION,
        prescriptions=draw(own_ids()),
        asked=draw(maybe(moments)),
        why_cancelled=draw(plain) if ended else "",
        **draw(named),
    )


ratings = st.lists(st.builds(Rating, days, st.integers(0, 10)), max_size=4, unique_by=lambda one: one.day)
goals = st.builds(
    lambda named, **rest: Goal(**rest, **named),
    named,
    words=texts,
    status=st.sampled_from(GoalStatus),
    started=maybe(days),
    due=maybe(days),
    target=maybe(st.integers(0, 10)),
    measure=texts,
    ratings=ratings.map(lambda found: tuple(sorted(found, key=lambda one: one.day))),
    by_patient=st.booleans(),
)
options = st.builds(Option, texts) | st.builds(Option, plain, ids, st.just("https://clinic.example/codes"))
decimals = st.decimals(Decimal(-999), Decimal(999), places=3)


@st.composite
def questions(draw, link, level=1):
    """An item of any kind, with others inside a group."""
    kinds = [kind for kind in ItemKind if kind is not ItemKind.GROUP or level < 3]
    kind = draw(st.sampled_from(kinds))
    count = draw(st.integers(0, 3)) if kind is ItemKind.GROUP else 0
    return Question(
        link=link,
        kind=kind,
        text=draw(plain),
        prefix=draw(st.sampled_from(("", "1a"))),
        required=draw(st.booleans()),
        repeats=draw(st.booleans()),
        least=draw(maybe(decimals)),
        most=draw(maybe(decimals)),
        most_characters=draw(maybe(st.integers(0, 5000))),
        options=tuple(draw(st.lists(options, min_size=1, max_size=3))) if kind is ItemKind.CHOICE else (),
        items=tuple(draw(questions(f"{link}.{n}", level + 1)) for n in range(count)),
    )


@st.composite
def forms(draw):
    """A form."""
    return Questionnaire(
        address="https://clinic.example/Questionnaire/a",
        version=draw(st.sampled_from(("", "1.0.0"))),
        title=draw(plain),
        status=draw(st.sampled_from(("draft", "active", "retired", "unknown"))),
        items=tuple(draw(questions(str(n))) for n in range(draw(st.integers(0, 3)))),
        server_id=draw(st.just("") | ids),
    )


values = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), decimals, days, texts, options.filter(lambda one: one.text)
)


def answered(depth):
    """Items with answers, and groups of them."""
    inner = st.lists(answered(depth - 1), max_size=2).map(tuple) if depth else st.just(())
    return st.builds(Answered, texts, st.lists(values, max_size=2).map(tuple), inner, plain)


responses = st.builds(
    lambda named, **rest: Response(**rest, **named),
    named,
    questionnaire=st.just("https://clinic.example/Questionnaire/a"),
    version=st.sampled_from(("", "1.0.0")),
    status=st.sampled_from(ResponseStatus),
    items=st.lists(answered(1), max_size=2).map(tuple),
    authored=maybe(moments),
    plan=st.just("") | ids,
)


@st.composite
def requests(draw):
    """A request of any kind."""
    kind = draw(st.sampled_from(RequestKind))
    form = kind is RequestKind.QUESTIONNAIRE
    plan = kind is RequestKind.ACKNOWLEDGE
    return Request(
        kind=kind,
        state=draw(st.sampled_from(RequestState)),
        words=draw(texts),
        questionnaire="https://clinic.example/Questionnaire/a" if form else "",
        questionnaire_version=draw(st.sampled_from(("", "1.0.0"))) if form else "",
        plan=draw(ids) if plan else "",
        plan_version=draw(st.sampled_from(("", "3"))) if plan else "",
        asked=draw(maybe(moments)),
        due=draw(maybe(days)),
        changed=draw(maybe(moments)),
        asked_by=draw(people),
        response=draw(st.just("") | ids),
        **draw(named),
    )


BESIDE = {
    "Appointment": visits(),
    "Binary": files,
    "Communication": messages(),
    "DocumentReference": videos(),
    "Goal": goals,
    "Media": videos(for_media=True),
    "QuestionnaireResponse": responses,
    "Task": requests(),
}
"""A strategy for each type that is written for a patient."""
