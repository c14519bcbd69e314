"""Videos as Media, both ways, for servers that keep them so; what Media cannot say is left out or refused."""

from __future__ import annotations

from hep_care.people import Person
from hep_care.videos import Video, VideoStatus
from hep_sync.errors import NotUnderstood
from hep_sync.fhir import codes
from hep_sync.fhir.attachment import read_attachment, write_attachment
from hep_sync.fhir.element import Json, code, concept_words, part, parts, reference_id, whole, words
from hep_sync.fhir.identity import (
    all_ids,
    expect,
    listed,
    moment_in,
    patient_of,
    read_names,
    read_person,
    write_ids,
    write_names,
    write_person,
)
from hep_sync.fhir.moment import write_moment
from hep_sync.fhir.video import LONGEST_S, VIDEO_TYPES, read_ours, write_ours

_STATUS = {"completed": VideoStatus.CURRENT, "entered-in-error": VideoStatus.ENTERED_IN_ERROR}
_WRITTEN = {status: word for word, status in _STATUS.items()}


def read_media(resource: object, *, zone: str = "UTC") -> Video:
    """The video of a Media; raises `NotUnderstood` where it holds none that may be shown."""
    found = expect(resource, "Media")
    patient = patient_of(found)
    status = code(found, "status")
    if status not in _STATUS:
        raise NotUnderstood(f"its status {ascii(status)[:40]} is not that of a finished recording")
    file = read_attachment(part(found, "content"))
    if file.content_type not in VIDEO_TYPES:
        raise NotUnderstood("it holds no video of a kind that is shown (mp4, webm)")
    operator = part(found, "operator")
    by_patient = reference_id(operator, "Patient") == patient
    ours = read_ours(found)
    if "duration" in found:
        ours["length_s"] = whole(found["duration"], 0, LONGEST_S, "the length of a video, in seconds,")
    return Video(
        file=file,
        **read_names(found),
        status=_STATUS[status],
        kind=concept_words(found.get("modality")),
        description="\n".join(text for item in parts(found, "note") if (text := words(item, "text", lines=True))),
        prescriptions=all_ids(found, "basedOn", "ServiceRequest"),
        by_patient=by_patient,
        author=Person() if by_patient else read_person(operator),
        made=moment_in(found, "createdDateTime", zone),
        **ours,
    )


def write_media(video: Video, *, patient: str) -> Json:
    """The Media of a video. Raises `NotUnderstood` for one that another takes the place of: Media cannot say that."""
    if video.status not in _WRITTEN or video.replaces or video.frames:
        raise NotUnderstood("a Media says nothing of other versions of a video")
    operator = {"reference": f"Patient/{patient}"} if video.by_patient else write_person(video.author)
    kind = {"system": codes.MEDIA_TYPE, "code": "video", "display": "Video"}
    return {
        "resourceType": "Media",
        **write_names(video.server_id, video.uid),
        **listed("extension", [one for one in write_ours(video) if one["url"] != codes.VIDEO_LENGTH]),
        **listed("basedOn", write_ids(video.prescriptions, "ServiceRequest")),
        "status": _WRITTEN[video.status],
        "type": {"coding": [kind]},
        **({"modality": {"text": video.kind}} if video.kind else {}),
        "subject": {"reference": f"Patient/{patient}"},
        **({"createdDateTime": write_moment(video.made)} if video.made else {}),
        **({"operator": operator} if operator else {}),
        **({"duration": video.length_s} if video.length_s is not None else {}),
        "content": write_attachment(video.file),
        **({"note": [{"text": video.description}]} if video.description else {}),
    }
