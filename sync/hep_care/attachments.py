"""Files that come with a message or are a video: where they are and how to tell that they arrived whole."""

from __future__ import annotations

import hashlib
from datetime import datetime

from hep_care.frozen import frozen


@frozen
class Attachment:
    """One file; its bytes are either here or behind an address."""

    content_type: str
    """"video/mp4", "image/jpeg"."""
    address: str = ""
    """An https address, or "Binary/b-88" on the clinic's own server; empty where the bytes are here."""
    size: int | None = None
    """In bytes."""
    sha1: str = ""
    """In hexadecimal; empty where it is not told. It finds damage, and proves nothing about who made the file."""
    title: str = ""
    language: str = ""
    created: datetime | None = None
    data: bytes = b""
    """The file itself, where it is small and came along."""


@frozen
class StoredFile:
    """A file as the clinic's server keeps it."""

    content_type: str
    data: bytes
    server_id: str = ""
    """Empty before it was sent."""
    patient: str = ""
    """Id of the patient whose record decides who may see it; empty where none is named."""


def arrived_whole(attachment: Attachment, data: bytes) -> bool:
    """Whether these bytes have the size and the hash that were told; what was not told is not compared."""
    if attachment.size is not None and attachment.size != len(data):
        return False
    return not attachment.sha1 or attachment.sha1 == sha1_of(data)


def sha1_of(data: bytes) -> str:
    """The SHA-1 that FHIR wants of an attachment, in hexadecimal."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
