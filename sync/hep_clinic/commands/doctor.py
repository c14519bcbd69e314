"""`doctor`: whether everything the server depends on is as it should be."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click

from hep_clinic.access import audit
from hep_clinic.access.invitations import DAY, HOUR
from hep_clinic.commands.common import clinic_of, json_option, open_clinic, out, out_json
from hep_clinic.commands.invite import SERVED_AT
from hep_clinic.fhir import tables
from hep_clinic.keeping import BACKED_UP
from hep_clinic.settings import LOOPBACK, ClinicSettings

_LEAST_FREE = 1_000_000_000
_BACKUP_AGE = 30 * HOUR
"""A night's backup with some room."""
_SOON = 14
"""Days before its end that a certificate is worth a word."""
_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


@click.command("doctor", short_help="Is everything as it should be?")
@json_option
@click.pass_context
def doctor_command(ctx: click.Context, as_json: bool) -> None:
    """Look at what the server depends on; nothing is changed. Exit code 1 where something is wrong."""
    settings = clinic_of(ctx)
    db = open_clinic(ctx, settings)
    found = list(checks(settings, db))
    if as_json:
        out_json({"checks": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in found]})
    else:
        for one in found:
            out(f"{'✓' if one.ok else '✗'} {one.name}: {one.detail}")
    if not all(one.ok for one in found):
        ctx.exit(1)


def checks(settings: ClinicSettings, db: sqlite3.Connection) -> Iterator[Check]:
    """Each check, most important first."""
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    yield Check("file", said == "ok", "whole" if said == "ok" else "damaged: restore the last backup")
    verdict = audit.verify(db)
    detail = f"{verdict.rows} rows, whole" if verdict.ok else f"does not hold from row {verdict.broken} on"
    yield Check("audit", verdict.ok, detail)
    yield _permissions(settings)
    url = settings.public_url or tables.single(db, SERVED_AT) or ""
    yield _public_url(url)
    yield _answers(url)
    yield _clock(db)
    free = shutil.disk_usage(settings.data).free
    yield Check("disk", free > max(_LEAST_FREE, 3 * settings.file.stat().st_size), f"{free / 1e9:.1f} GB free")
    yield _backup(db)
    yield Check("mail", True, "none is sent; invitations are printed")


def _permissions(settings: ClinicSettings) -> Check:
    open_to = [path.name for path in (settings.data, settings.file) if path.stat().st_mode & 0o077]
    detail = (
        f"others on this machine may look at {', '.join(open_to)}: chmod go= it" if open_to else "for this user only"
    )
    return Check("permissions", not open_to, detail)


def _public_url(url: str) -> Check:
    if not url:
        return Check("public URL", False, "not set: public_url in clinic.toml, or start the server once")
    if urlsplit(url).hostname in LOOPBACK:
        return Check("public URL", True, f"{url}, for this machine alone")
    return Check("public URL", url.startswith("https://"), url)


def _answers(url: str) -> Check:
    """Whether something answers at the address, and how long its certificate holds."""
    parts = urlsplit(url)
    if not parts.hostname:
        return Check("TLS", False, "there is no address to look at")
    where = (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    try:
        with closing(socket.create_connection(where, _SECONDS)) as plain:
            if parts.scheme != "https":
                return Check("TLS", True, "not needed on this machine; the server answers")
            with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secure:
                return _certificate(secure)
    except ssl.SSLError as error:
        return Check("TLS", False, f"the certificate is not accepted ({error.reason})")
    except OSError as error:
        # A server that is not running is no fault of a clinic's that is for this machine alone.
        ok = parts.hostname in LOOPBACK
        return Check("TLS", ok, f"nothing answers at {url} ({error.strerror or 'no answer'})")


def _certificate(secure: ssl.SSLSocket) -> Check:
    until = ssl.cert_time_to_seconds(str((secure.getpeercert() or {}).get("notAfter", "Jan  1 00:00:00 1970 GMT")))
    days = int((until - datetime.now(UTC).timestamp()) // 86_400)
    return Check("TLS", days >= _SOON, f"{secure.version()}, the certificate holds for {days} more days")


def _clock(db: sqlite3.Connection) -> Check:
    newest = db.execute("SELECT max(updated) FROM version").fetchone()[0] or 0
    ahead = (newest - tables.now()) // 1_000_000
    if ahead > 60:
        return Check("clock", False, f"the newest record is {ahead} s in the future: the clock was set back")
    return Check("clock", True, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, after the newest record")


def _backup(db: sqlite3.Connection) -> Check:
    said = tables.single(db, BACKED_UP)
    if said is None:
        return Check("backup", False, "never made: `hep-clinic backup FILE` every night")
    age = tables.now() - int(said)
    words = f"{age // HOUR} hours old" if age < 2 * DAY else f"{age // DAY} days old"
    return Check("backup", age <= _BACKUP_AGE, words)
