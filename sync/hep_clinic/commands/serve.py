"""`serve`: the server itself, with uvicorn in this process."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

import click
import uvicorn

from hep_clinic.app import make_clinic
from hep_clinic.commands.common import Whole, clinic_of, out
from hep_clinic.commands.invite import SERVED_AT
from hep_clinic.errors import NotDone, Refused
from hep_clinic.fhir import tables
from hep_clinic.settings import LOOPBACK, ClinicSettings, checked_url

PORT = 8080


class _Server(uvicorn.Server):
    """Says once, on standard output, that it answers now."""

    def __init__(self, config: uvicorn.Config, ready: Sequence[str]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if not self.should_exit:
            for line in self._ready:
                out(line)
            sys.stdout.flush()


@click.command("serve", short_help="The server.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens.")
@click.option("--port", type=Whole(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--public-url", metavar="URL", help="The address patients use; otherwise that of clinic.toml.")
@click.option(
    "--ssl-certfile", type=click.Path(exists=True, dir_okay=False), help="A certificate, for HTTPS without a proxy."
)
@click.option("--ssl-keyfile", type=click.Path(exists=True, dir_okay=False), help="Its key.")
@click.pass_context
def serve_command(
    ctx: click.Context, host: str, port: int, public_url: str | None, ssl_certfile: str | None, ssl_keyfile: str | None
) -> None:
    """Serve FHIR at /fhir until it is stopped. Prints one line when it answers.

    Plain HTTP stays on this machine: other machines reach it through a proxy that adds HTTPS, or with a certificate.
    """
    settings = clinic_of(ctx)
    given = checked_url(public_url) if public_url else settings.public_url
    check_exposure(host, given, secure=ssl_certfile is not None)
    with closing(listening(host, port)) as listener:
        serve(settings, listener, given, ssl_certfile, ssl_keyfile)


def check_exposure(host: str, public_url: str, *, secure: bool) -> None:
    """Raises `Refused` where health data would go over a network in the clear."""
    behind_proxy = public_url.startswith("https://")
    if host not in LOOPBACK and not secure and not behind_proxy:
        raise Refused(
            f"Plain HTTP is for this machine alone, and {host} is not. Give --ssl-certfile and --ssl-keyfile,"
            " or put a proxy with HTTPS in front and give --public-url https://…"
        )
    if host not in LOOPBACK and not public_url:
        raise Refused("Patients need an address to reach this server at: give --public-url https://…")


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound. Raises `NotDone` where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise NotDone(f"Port {port} on {host} cannot be used ({error.strerror}); --port picks another.") from error
    return made


def serve(
    settings: ClinicSettings, listener: socket.socket, public_url: str, certfile: str | None, keyfile: str | None,
    also: Sequence[str] = (),
) -> None:  # fmt: skip
    """Serve on a bound socket until the process is told to stop. `also` are lines said after the address."""
    host, port = listener.getsockname()[:2]
    scheme = "https" if certfile else "http"
    url = public_url or f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    settings = replace(settings, public_url=url)
    _note_address(settings.file, url)
    config = uvicorn.Config(
        make_clinic(settings),
        log_level="warning",
        # An address holds what is asked for, and with it whom it is about.
        access_log=False,
        server_header=False,
        lifespan="on",
        # The proxy's word about who asks is taken from this machine alone, and only where there is one.
        proxy_headers=_behind_proxy(url, certfile),
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        limit_concurrency=500,
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
    )
    ready = f"{settings.clinic} answers at {url} (FHIR at {url}/fhir). Ctrl+C ends it."
    signal.signal(signal.SIGTERM, _end)
    _Server(config, (ready, *also)).run(sockets=[listener])


def _behind_proxy(url: str, certfile: str | None) -> bool:
    return certfile is None and urlsplit(url).scheme == "https"


def _note_address(file: Path, url: str) -> None:
    """So that `invite` prints the address that is served."""
    with closing(tables.open_file(file)) as db, tables.transaction(db):
        tables.set_single(db, SERVED_AT, url)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Told to stop, and stopped: what uvicorn raises again when it has finished."""
    raise SystemExit(0)
