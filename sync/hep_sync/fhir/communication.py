"""Messages between patient and clinic as Communications, both ways.

FHIR has no mark for "read": `received` on a question says that the clinic opened it, on a reply that the patient did.
"""

from __future__ import annotations

from hep_care.attachments import Attachment
from hep_care.entry import Symptom, When
from hep_care.messages import About, Message, MessageStatus, Sender
from hep_care.people import Person
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.attachment import read_attachment, write_attachment
from hep_sync.fhir.element import (
    Json,
    code,
    concept,
    concept_words,
    extension,
    is_id,
    own,
    part,
    parts,
    reference_id,
    whole,
    words,
)
from hep_sync.fhir.identity import (
    expect,
    first_link,
    listed,
    moment_in,
    patient_of,
    read_names,
    read_person,
    said,
    write_ids,
    write_link,
    write_names,
    write_person,
)
from hep_sync.fhir.moment import write_moment

MOST_TEXT = 8000
_MOST_FILES = 20


def read_message(resource: object, *, zone: str = "UTC") -> Message:
    """The message of a Communication; raises `NotUnderstood` where it may not be taken.

    An attachment that is not taken is told in words, and the text stands.
    """
    found = expect(resource, "Communication")
    sender, other = _sender(found, patient_of(found))
    text, files, videos, unknown = _payload(found)
    status = code(found, "status")
    known = status in MessageStatus._value2member_map_
    return Message(
        text=text,
        sender=sender,
        **read_names(found),
        status=MessageStatus(status) if known else MessageStatus.UNKNOWN,
        topic=concept_words(found.get("topic")),
        about=_about(found),
        plan=next((id for item in parts(found, "basedOn") if (id := reference_id(item, "CarePlan"))), ""),
        answers=first_link(found, "inResponseTo", "Communication"),
        thread=first_link(found, "partOf", "Communication"),
        sent=moment_in(found, "sent", zone),
        received=moment_in(found, "received", zone),
        other=other,
        files=files,
        videos=videos,
        not_understood=unknown,
    )


def _sender(resource: Json, patient: str) -> tuple[Sender, Person]:
    """Who wrote it, and who the other side is."""
    sender = part(resource, "sender")
    if not code(sender, "reference"):
        return Sender.UNKNOWN, read_person(sender)
    if (said := reference_id(sender, "Patient")) and said != patient:
        raise NotUnderstood("it was sent by another patient than the one it is about")
    if not said:
        return Sender.CLINIC, read_person(sender)
    others = (item for item in parts(resource, "recipient") if not reference_id(item, "Patient"))
    return Sender.PATIENT, read_person(next(others, {}))


def _payload(resource: Json) -> tuple[str, tuple[Attachment, ...], tuple[str, ...], tuple[str, ...]]:
    """Text, files, ids of videos, and what is not understood."""
    texts: list[str] = []
    files: list[Attachment] = []
    videos: list[str] = []
    unknown: list[str] = []
    for item in parts(resource, "payload"):
        if text := words(item, "contentString", limit=MOST_TEXT, lines=True):
            texts.append(text)
        elif id := reference_id(part(item, "contentReference"), "DocumentReference"):
            videos.append(id)
        elif "contentAttachment" in item and len(files) < _MOST_FILES:
            try:
                files.append(read_attachment(part(item, "contentAttachment")))
            except NotUnderstood as error:
                unknown.append(f"A file is left out: {error}.")
        else:
            unknown.append("A part of it is left out: it is neither text nor a file nor a video.")
    return "\n".join(texts), tuple(files), tuple(dict.fromkeys(videos)), tuple(dict.fromkeys(unknown))


def _about(resource: Json) -> About:
    inner = {code(item, "url"): item for item in parts(extension(resource, codes.ASKED_ABOUT), "extension")}
    prescription, version, exercise = "", "", ""
    for item in parts(resource, "about"):
        if not prescription and (prescription := reference_id(item, "ServiceRequest")):
            version = words(extension(item, codes.PRESCRIPTION_VERSION), "valueString", limit=64)
            version = words(extension(item, codes.PRESCRIPTION_VERSION), "valueId", limit=64) or version
            exercise = words(item, "display", limit=200)
    return About(
        prescription=prescription,
        prescription_version=version,
        entry=first_link(resource, "about", "Observation"),
        exercise=words(inner.get("exercise"), "valueString", limit=200) or exercise,
        dose=words(inner.get("dose"), "valueString", limit=400),
        symptom=_symptom(inner),
    )


def _symptom(inner: dict[str, Json]) -> Symptom | None:
    if "value" not in inner:
        return None
    when = code(inner.get("when"), "valueCode")
    return Symptom(
        whole(inner["value"].get("valueInteger"), 0, 100, "the symptom asked about"),
        words(inner.get("scale"), "valueString", limit=60) or "symptom",
        When(when) if when in When._value2member_map_ else When.DURING,
        words(inner.get("area"), "valueString", limit=200),
    )


def write_message(message: Message, *, patient: str) -> Json:
    """The Communication of a message. Raises `NotUnderstood` for one nobody wrote and for a file's bad address."""
    if message.sender is Sender.UNKNOWN:
        raise NotUnderstood("a message is written by the patient or by the clinic")
    asks = message.sender is Sender.PATIENT
    sides: list[Json] = [{"reference": f"Patient/{patient}"}, write_person(message.other)]
    sender, recipient = sides if asks else reversed(sides)
    about = message.about
    moments = {"sent": message.sent, "received": message.received}
    return {
        "resourceType": "Communication",
        **write_names(message.server_id, message.uid),
        **listed("extension", _write_asked(about)),
        **listed("basedOn", write_ids((message.plan,), "CarePlan")),
        **listed("partOf", write_link(message.thread, "Communication")),
        **listed("inResponseTo", write_link(message.answers, "Communication")),
        "status": message.status.value,
        "category": [concept(codes.HEP, "question" if asks else "reply")],
        "subject": {"reference": f"Patient/{patient}"},
        **({"topic": {"text": message.topic}} if message.topic else {}),
        **listed("about", _write_about(about)),
        **{key: write_moment(moment) for key, moment in moments.items() if moment is not None},
        **({"recipient": [recipient]} if recipient else {}),
        **({"sender": sender} if sender else {}),
        **listed("payload", _write_payload(message)),
    }


def _write_about(about: About) -> list[Json]:
    made = write_ids((about.prescription,), "ServiceRequest")
    for item in made:
        item |= said("display", about.exercise)
        if version := about.prescription_version:
            key = "valueId" if is_id(version) else "valueString"
            item["extension"] = [{"url": codes.PRESCRIPTION_VERSION, key: version}]
    return made + write_link(about.entry, "Observation")


def _write_asked(about: About) -> list[Json]:
    told = {"exercise": about.exercise, "dose": about.dose}
    inner: list[Json] = [{"url": url, "valueString": text} for url, text in told.items() if text]
    if about.symptom is not None:
        inner.append({"url": "value", "valueInteger": about.symptom.value})
        inner.append({"url": "scale", "valueString": about.symptom.scale})
        inner.append({"url": "when", "valueCode": about.symptom.when.value})
        inner += [{"url": "area", "valueString": about.symptom.area}] if about.symptom.area else []
    return own(codes.ASKED_ABOUT, inner)


def _write_payload(message: Message) -> list[Json]:
    return [
        *([{"contentString": message.text}] if message.text else []),
        *({"contentAttachment": write_attachment(file)} for file in message.files),
        *({"contentReference": item} for item in write_ids(message.videos, "DocumentReference")),
    ]
