"""What a clinic prints and a patient types: the one string with the clinic's address and a code in it. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text
from hep_sync.addresses import checked_base, is_this_computer
from hep_sync.errors import Refused

LENGTH = 12
_GROUPED = re.compile(r"([A-Za-z0-9]{4})[-–— ]([A-Za-z0-9]{4})[-–— ]([A-Za-z0-9]{4})\Z")
_TOGETHER = re.compile(r"[A-Z0-9]{12}\Z")
_WRONG_CODE = f"A code has {LENGTH} letters in three groups, such as KLMN-BCDF-RSTV."


@frozen
class Address:
    """Where to ask, and the code where there is one."""

    url: str
    """What was meant before the code, without its last slash."""
    code: str = ""
    """In capitals, without its dashes."""

    @property
    def whole_server(self) -> bool:
        """Whether only the server was named, and not the FHIR address on it."""
        return urlsplit(self.url).path == ""


def read_address(text: str, code: str = "") -> Address:
    """What was typed as an address, with a code in it or beside it. Raises `Refused` in a patient's words.

    Without a scheme https is meant, and plain http for this computer itself.
    """
    said = text.strip()
    if _code_in(said):
        raise Refused("The clinic's address belongs before the code: clinic.example/KLMN-BCDF-RSTV.")
    if "://" not in said:
        said = f"{'http' if _names_this_computer(said) else 'https'}://{said}"
    scheme, _, rest = said.partition("://")
    before, _, last = rest.rstrip("/").rpartition("/")
    inside = _code_in(last) if before else ""
    url = f"{scheme.lower()}://{before if inside else rest}"
    return Address(_lower_host(checked_base(url)), read_code(code) if code.strip() else inside)


def read_code(text: str) -> str:
    """A code as it is sent: capitals, without what stands between them. Raises `Refused`."""
    found = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    if len(found) != LENGTH:
        raise Refused(_WRONG_CODE)
    return found


def read_year(text: str, this_year: int) -> int:
    """A year of birth. Raises `Refused`."""
    said = text.strip()
    if not re.fullmatch(r"(18|19|20)\d\d", said, re.ASCII) or not this_year - 125 <= int(said) <= this_year:
        raise Refused(f"{plain_text(said, limit=20)!r} is not a year of birth such as 1961.")
    return int(said)


def _code_in(text: str) -> str:
    grouped = _GROUPED.match(text)
    if grouped:
        return "".join(grouped.groups()).upper()
    return text if _TOGETHER.match(text) else ""


def _names_this_computer(text: str) -> bool:
    host = text.partition("/")[0]
    return is_this_computer(host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0])


def _lower_host(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.lower()).geturl().rstrip("/")
