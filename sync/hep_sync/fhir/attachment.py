"""Attachments and Binaries: files with their address, size and hash, both ways.

Only https addresses and Binaries of the same server are taken: nothing else is ever asked for a patient's files.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from urllib.parse import urlsplit

from hep_care.attachments import Attachment, StoredFile, arrived_whole
from hep_sync.errors import NotUnderstood
from hep_sync.fhir.element import Json, code, is_id, part, reference_id, resource_id, whole, words
from hep_sync.fhir.identity import expect, moment_in, said
from hep_sync.fhir.moment import write_moment

MOST_BYTES = 200_000_000
MOST_INSIDE = 10_000_000
"""Bytes of a file that is carried inside a resource."""
_LONGEST_ADDRESS = 2000
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\Z", re.ASCII)
_SHA1_BYTES = 20


def read_attachment(element: Json) -> Attachment:
    """The file of an Attachment; raises `NotUnderstood` where it is nowhere or at an address that is not asked."""
    address = read_address(element["url"]) if "url" in element else ""
    data = _bytes(element["data"], "a file") if "data" in element else b""
    found = Attachment(
        content_type=read_type(element),
        address=address,
        size=whole(element["size"], 0, MOST_BYTES, "the size of a file") if "size" in element else None,
        sha1=_sha1(element),
        title=words(element, "title", limit=200),
        language=words(element, "language", limit=40),
        created=moment_in(element, "creation"),
        data=data,
    )
    if not address and not data:
        raise NotUnderstood("a file of it is neither here nor at an address")
    if data and not arrived_whole(found, data):
        raise NotUnderstood("a file in it is not the one that was sent: its size or its hash differs")
    return found


def write_attachment(file: Attachment) -> Json:
    """The Attachment of a file. Raises `NotUnderstood` for an address that nobody should ask."""
    made: Json = {"contentType": file.content_type, **said("language", file.language)}
    if file.data:
        made["data"] = b64encode(file.data).decode()
    if file.address:
        made["url"] = read_address(file.address)
    if file.size is not None:
        made["size"] = file.size
    if file.sha1:
        made["hash"] = b64encode(bytes.fromhex(file.sha1)).decode()
    made |= said("title", file.title)
    return {**made, **({"creation": write_moment(file.created)} if file.created else {})}


def read_address(value: object) -> str:
    """An https address, or "Binary/" and an id; raises `NotUnderstood` for any other."""
    text = value if isinstance(value, str) else ""
    kind, _, id = text.partition("/")
    if kind == "Binary" and is_id(id):
        return text
    if not _is_https(text):
        raise NotUnderstood(f"the address {ascii(value)[:80]} of a file is neither https nor a Binary of this server")
    return text


def _is_https(text: str) -> bool:
    if not (text.isascii() and text.isprintable()) or set(text) & set(" \"'<>\\^`{|}") or len(text) > _LONGEST_ADDRESS:
        return False
    try:
        found = urlsplit(text)
        port = found.port
    except ValueError:
        return False
    return found.scheme == "https" and bool(found.hostname) and "@" not in found.netloc and port != 0


def read_type(element: Json) -> str:
    """The content type, without its parameters; raises `NotUnderstood`."""
    text = code(element, "contentType").partition(";")[0].strip().lower()
    if not _TYPE.match(text):
        raise NotUnderstood(f"the content type {ascii(element.get('contentType'))[:60]} of a file is not one")
    return text


def _sha1(element: Json) -> str:
    if "hash" not in element:
        return ""
    found = _bytes(element["hash"], "the hash of a file")
    if len(found) != _SHA1_BYTES:
        raise NotUnderstood("the hash of a file is not a SHA-1")
    return found.hex()


def _bytes(value: object, what: str) -> bytes:
    try:
        found = b64decode(value if isinstance(value, str) else "*", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotUnderstood(f"{what} is not base64") from error
    if len(found) > MOST_INSIDE:
        raise NotUnderstood(f"{what} has more than {MOST_INSIDE:,} bytes")
    return found


def read_binary(resource: object) -> StoredFile:
    """The file of a Binary; raises `NotUnderstood`."""
    found = expect(resource, "Binary")
    return StoredFile(
        content_type=read_type(found),
        data=_bytes(found["data"], "its data") if "data" in found else b"",
        server_id=resource_id(found) if "id" in found else "",
        patient=reference_id(part(found, "securityContext"), "Patient"),
    )


def write_binary(file: StoredFile, *, patient: str) -> Json:
    """The Binary of a file, which only those may see who may see the patient."""
    return {
        "resourceType": "Binary",
        **({"id": file.server_id} if file.server_id else {}),
        "contentType": file.content_type,
        "securityContext": {"reference": f"Patient/{patient}"},
        **({"data": b64encode(file.data).decode()} if file.data else {}),
    }
