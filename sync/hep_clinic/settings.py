"""What a clinic sets: where its data lies, the address patients use, its name. From `clinic.toml` in the data folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hep_care.plain_text import plain_text

HOME = "HEP_CLINIC_HOME"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_KEYS = ("name", "phone", "public_url", "zone")


class BadSettings(Exception):
    """The settings cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """The settings of one clinic's server."""

    data: Path
    """The folder that holds everything of this clinic."""
    public_url: str = ""
    """The address patients use, such as https://clinic.example; without a slash at its end. Empty is not set."""
    clinic: str = "Your clinic"
    phone: str = ""
    zone: str = ""
    """IANA name of the zone for patients who have logged nothing yet; empty is this machine's."""

    @property
    def file(self) -> Path:
        """The one file of the server."""
        return self.data / "clinic.sqlite"

    @property
    def base(self) -> str:
        """Address of the FHIR server."""
        return f"{self.public_url}/fhir"


def data_folder(given: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The data folder: the one given, else `HEP_CLINIC_HOME`, else the platform's own place for it."""
    if given is not None:
        return given
    if environ.get(HOME):
        return Path(environ[HOME]).expanduser()
    from platformdirs import user_data_path

    return user_data_path("hep-clinic", appauthor=False)


def read_settings(data: Path) -> ClinicSettings:
    """The settings of a data folder; defaults where it says nothing. Raises `BadSettings`."""
    path = data / "clinic.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ClinicSettings(data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"clinic.toml cannot be read: {plain_text(str(error), limit=200)}.") from error
    unknown = [key for key in table if key not in _KEYS]
    if unknown:
        raise BadSettings(
            f"clinic.toml: {plain_text(unknown[0], limit=40)!r} is no setting; known are {', '.join(_KEYS)}."
        )
    zone = _text(table, "zone")
    if zone:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError) as error:
            raise BadSettings("clinic.toml: zone is the name of a time zone, such as Europe/Lisbon.") from error
    url = _text(table, "public_url")
    name = _text(table, "name") or ClinicSettings.__dataclass_fields__["clinic"].default
    return ClinicSettings(data, checked_url(url) if url else "", str(name), _text(table, "phone"), zone)


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadSettings(f"clinic.toml: {key} is a text between quotation marks.")
    return plain_text(value, limit=200).strip()


def checked_url(url: str) -> str:
    """An address patients may use, without its last slash. Raises `BadSettings`: health data goes over https only."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadSettings("The public URL is not an address.") from error
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username) and host.isascii()
    if parts.scheme not in ("https", "http") or not host or not plain:
        raise BadSettings("The public URL is a scheme and a host only, such as https://clinic.example.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise BadSettings("The public URL begins with https://; plain http is for this machine alone.")
    return f"{parts.scheme}://{parts.netloc.lower()}"
