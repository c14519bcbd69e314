"""Videos as DocumentReferences, both ways.

The file to play is the first content that is mp4 or webm; another content may hold the same as frames that a terminal
can draw.
"""

from __future__ import annotations

from typing import Any

from hep_care.attachments import Attachment
from hep_care.videos import Chapter, Consent, Video, VideoStatus
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.attachment import read_attachment, read_type, write_attachment
from hep_sync.fhir.element import (
    Json,
    code,
    concept_words,
    duration,
    extension,
    extensions,
    own,
    part,
    parts,
    reference_id,
    seconds,
    words,
)
from hep_sync.fhir.identity import (
    PHYSICAL_ACTIVITY,
    all_ids,
    expect,
    listed,
    moment_in,
    patient_of,
    read_names,
    read_person,
    said,
    write_ids,
    write_names,
    write_person,
)
from hep_sync.fhir.moment import write_moment

VIDEO_TYPES = ("video/mp4", "video/webm")
FRAMES = "application/vnd.hep.frames"
LONGEST_S = 600
MOST_TRANSCRIPT = 20_000
_MOST_CHAPTERS = 200


def read_video(resource: object, *, zone: str = "UTC") -> Video:
    """The video of a DocumentReference; raises `NotUnderstood` where it holds none that may be shown."""
    found = expect(resource, "DocumentReference")
    patient_of(found)
    status = code(found, "status")
    if status not in VideoStatus._value2member_map_:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of a document")
    authors = parts(found, "author")
    by_patient = any(reference_id(item, "Patient") for item in authors)
    files = [part(item, "attachment") for item in parts(found, "content")]
    drawn = next((item for item in files if _type(item) == FRAMES), None)
    earlier = (item for item in parts(found, "relatesTo") if code(item, "code") == "replaces")
    return Video(
        file=_video_file(files),
        **read_names(found),
        status=VideoStatus(status),
        kind=concept_words(found.get("type")),
        description=words(found, "description"),
        prescriptions=all_ids(part(found, "context"), "related", "ServiceRequest"),
        by_patient=by_patient,
        author=read_person(next((item for item in authors if not reference_id(item, "Patient")), {})),
        made=moment_in(found, "date", zone),
        frames=None if drawn is None else read_attachment(drawn),
        replaces=next((id for item in earlier if (id := reference_id(item.get("target"), "DocumentReference"))), ""),
        **read_ours(found),
    )


def _type(attachment: Json) -> str:
    try:
        return read_type(attachment)
    except NotUnderstood:
        return ""


def _video_file(files: list[Json]) -> Attachment:
    chosen = next((item for item in files if _type(item) in VIDEO_TYPES), None)
    if chosen is None:
        raise NotUnderstood("it holds no video of a kind that is shown (mp4, webm)")
    return read_attachment(chosen)


def _length(length: Json) -> int | None:
    return seconds(length, 0, LONGEST_S, "the length of a video") if length else None


def read_ours(resource: Json) -> dict[str, Any]:
    """What only our extensions say."""
    agreed = {code(item, "url"): item for item in parts(extension(resource, codes.CONSENT), "extension")}
    sentence = words(agreed.get("words"), "valueString")
    return {
        "length_s": _length(part(extension(resource, codes.VIDEO_LENGTH), "valueDuration")),
        "chapters": _chapters(resource),
        "transcript": words(extension(resource, codes.TRANSCRIPT), "valueString", limit=MOST_TRANSCRIPT, lines=True),
        "consent": Consent(sentence, moment_in(agreed.get("given"), "valueDateTime")) if sentence else None,
    }


def _chapters(resource: Json) -> tuple[Chapter, ...]:
    made: list[Chapter] = []
    for item in extensions(resource, codes.CHAPTER_MARK)[:_MOST_CHAPTERS]:
        inner = {code(one, "url"): one for one in parts(item, "extension")}
        at = part(inner.get("at"), "valueDuration")
        title = words(inner.get("title"), "valueString", limit=120)
        made.append(Chapter(seconds(at, 0, LONGEST_S, "a chapter of a video"), title))
    return tuple(sorted(made, key=lambda chapter: chapter.at_s))


def write_video(video: Video, *, patient: str) -> Json:
    """The DocumentReference of a video. Raises `NotUnderstood` for a file's bad address."""
    author = {"reference": f"Patient/{patient}"} if video.by_patient else write_person(video.author)
    files = [video.file, *([video.frames] if video.frames else [])]
    related = write_ids(video.prescriptions, "ServiceRequest")
    earlier = [{"code": "replaces", "target": item} for item in write_ids((video.replaces,), "DocumentReference")]
    return {
        "resourceType": "DocumentReference",
        **write_names(video.server_id, video.uid),
        **listed("extension", write_ours(video)),
        "status": video.status.value,
        **({"type": {"text": video.kind}} if video.kind else {}),
        "category": [PHYSICAL_ACTIVITY],
        "subject": {"reference": f"Patient/{patient}"},
        **({"date": write_moment(video.made)} if video.made else {}),
        **({"author": [author]} if author else {}),
        **listed("relatesTo", earlier),
        **said("description", video.description),
        "content": [{"attachment": write_attachment(file)} for file in files],
        **({"context": {"related": related}} if related else {}),
    }


def write_ours(video: Video) -> list[Json]:
    """The extensions that `read_ours` reads."""
    made: list[Json] = []
    if video.length_s is not None:
        made.append({"url": codes.VIDEO_LENGTH, "valueDuration": duration(video.length_s)})
    for chapter in video.chapters:
        inner: list[Json] = [{"url": "at", "valueDuration": duration(chapter.at_s)}]
        inner += [{"url": "title", "valueString": chapter.title}] if chapter.title else []
        made += own(codes.CHAPTER_MARK, inner)
    if video.transcript:
        made.append({"url": codes.TRANSCRIPT, "valueString": video.transcript})
    if video.consent is not None:
        inner = [{"url": "words", "valueString": video.consent.words}]
        if video.consent.given is not None:
            inner.append({"url": "given", "valueDateTime": write_moment(video.consent.given)})
        made += own(codes.CONSENT, inner)
    return made
