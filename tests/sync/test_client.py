"""The client over real sockets, against servers that lie, stall, break off and point elsewhere."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from hep_sync.client import ClinicClient, Limits, checked_base
from hep_sync.errors import (
    Busy,
    ClinicError,
    NotTheClinic,
    NotThere,
    Offline,
    Refused,
    SignedOut,
    TooMuch,
    Unreachable,
)

JSON = "application/fhir+json"
PATIENT = json.dumps({"resourceType": "Patient", "id": "p1"}).encode()


def answer(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP answer."""
    told = {"Content-Type": JSON, "Content-Length": str(len(body)), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        f"HTTP/1.1 {status}\r\n".encode() + b"".join(f"{k}: {v}\r\n".encode() for k, v in told.items()) + b"\r\n" + body
    )


@dataclass
class Server:
    """Sends what it is told to, whatever is asked; keeps the heads of the requests."""

    answers: list[bytes]
    pause_s: float = 0.0
    """Between two bytes."""
    heads: list[str] = field(default_factory=list)
    base: str = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        made = self.answers[min(len(self.heads), len(self.answers)) - 1]
        try:
            if self.pause_s:
                for at in range(len(made)):
                    writer.write(made[at : at + 1])
                    await writer.drain()
                    await asyncio.sleep(self.pause_s)
            else:
                writer.write(made)
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()


def ask(
    server: Server, job: Callable[[ClinicClient], Awaitable[Any]], *, bearer: Any = None, limits: Limits = Limits()
) -> Any:
    """What a client gets from a server."""

    async def run() -> Any:
        listening = await asyncio.start_server(server, "127.0.0.1", 0)
        try:
            server.base = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/fhir"
            async with ClinicClient(server.base, bearer, limits=limits) as client:
                return await job(client)
        finally:
            listening.close()

    return asyncio.run(run())


async def read(client: ClinicClient) -> Any:
    """Read one patient."""
    return await client.read("Patient", "p1")


class Bearer:
    """Tokens in a row."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens)

    async def token(self) -> str | None:
        return self.tokens[0]

    async def renewed(self, refused: str | None) -> str | None:
        self.tokens.pop(0)
        return self.tokens[0] if self.tokens else None


def test_a_packed_answer_is_unpacked() -> None:
    """As most servers send it."""
    server = Server([answer(gzip.compress(PATIENT), Content_Encoding="gzip")])

    assert ask(server, read)["id"] == "p1"


def test_a_small_answer_that_unpacks_without_end_is_stopped() -> None:
    """A megabyte that becomes a gigabyte is not unpacked further than what is believed of any answer."""
    bomb = gzip.compress(b"[" + b"1," * 40_000_000, 9)
    began = time.process_time()

    with pytest.raises(TooMuch):
        ask(Server([answer(bomb, Content_Encoding="gzip")]), read, limits=Limits(decoded_bytes=2_000_000))

    assert len(bomb) < 200_000
    assert time.process_time() - began < 5


def test_a_server_that_drips_is_left_in_time() -> None:
    """The whole request has a time, however many bytes keep coming."""
    server = Server([answer(PATIENT)], pause_s=0.05)

    with pytest.raises(Unreachable, match="did not answer in time"):
        ask(server, read, limits=Limits(seconds=0.3))


@pytest.mark.parametrize(
    "sent",
    [
        answer(PATIENT)[:-5],
        answer(PATIENT)[:30],
        b"",
        b"not http at all\r\n\r\n",
        answer(gzip.compress(PATIENT)[:-12], Content_Encoding="gzip"),
        answer(b"\x1f\x8b nonsense", Content_Encoding="gzip"),
    ],
    ids=["short body", "short head", "nothing", "garbage", "broken off gzip", "no gzip"],
)
def test_a_broken_answer_is_asked_for_again_later(sent: bytes) -> None:
    """Half of an answer is none."""
    with pytest.raises(Unreachable):
        ask(Server([sent]), read)


@pytest.mark.parametrize(
    "body",
    [b"<html><title>Hotel Wi-Fi</title></html>", b"", b"null", b"[]", b'{"resourceType": 7}', b"\xff\xfe{}",
     b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"resourceType":"Patient","x":NaN}'],
    ids=["login page", "empty", "null", "list", "no type", "not UTF-8", "deep", "NaN"],
)  # fmt: skip
def test_what_is_no_resource_is_not_the_clinic(body: bytes) -> None:
    """A login page in between, and JSON that is none, are told as what they are."""
    with pytest.raises(NotTheClinic):
        ask(Server([answer(body)]), read)


def test_a_redirect_is_not_followed() -> None:
    """Neither to http nor to another host, and the token stays here."""
    server = Server([answer(b"", "302 Found", Location="http://127.0.0.1:9/elsewhere")])

    with pytest.raises(NotTheClinic):
        ask(server, read, bearer=Bearer("secret"))

    assert len(server.heads) == 1


@pytest.mark.parametrize(
    "next", ["http://127.0.0.1:9/fhir?page=2", "https://evil.example/", "//evil.example/x", "file:///etc"]
)
def test_a_next_page_on_another_host_is_not_fetched(next: str) -> None:
    """The token is shown to the server it belongs to, and to no other."""
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": next}]}
    server = Server([answer(json.dumps(bundle).encode())])

    async def search(client: ClinicClient) -> None:
        async for _ in client.search("Observation", []):
            pass

    with pytest.raises(NotTheClinic):
        ask(server, search, bearer=Bearer("secret"))

    assert len(server.heads) == 1


def test_pages_that_go_round_in_a_circle_end() -> None:
    """The same address twice is no list."""
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "next", "url": "/fhir/Observation?p=2"}],
    }
    server = Server([answer(json.dumps(bundle).encode())])

    async def search(client: ClinicClient) -> None:
        async for _ in client.search("Observation", []):
            pass

    with pytest.raises(TooMuch):
        ask(server, search)

    assert len(server.heads) <= 3


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        ("429 Too Many Requests", {"Retry_After": "7"}, 7.0),
        ("503 Service Unavailable", {"Retry_After": "999999"}, 3600.0),
        ("503 Service Unavailable", {"Retry_After": "soon"}, None),
        ("429 Too Many Requests", {"RateLimit": '"default";r=0;t=12'}, 12.0),
    ],
)
def test_a_server_that_asks_to_wait_is_heard(status: str, headers: dict[str, str], seconds: float | None) -> None:
    """In seconds, never more than an hour."""
    with pytest.raises(Busy) as caught:
        ask(Server([answer(b"", status, **headers)]), read)

    assert caught.value.seconds == seconds


def test_a_refused_token_is_renewed_once_and_the_request_sent_again() -> None:
    """Once: a second refusal means that this device is no longer accepted."""
    server = Server([answer(b"", "401 Unauthorized"), answer(PATIENT)])

    assert ask(server, read, bearer=Bearer("old", "new"))["id"] == "p1"
    assert [("Bearer old" in head, "Bearer new" in head) for head in server.heads] == [(True, False), (False, True)]
    refusing = Server([answer(b"", "401 Unauthorized")])
    with pytest.raises(SignedOut):
        ask(refusing, read, bearer=Bearer("old", "new", "newest"))
    assert len(refusing.heads) == 2


@pytest.mark.parametrize(
    ("status", "error"), [("404 Not Found", NotThere), ("422 Unprocessable", Refused), ("500 Oops", Unreachable)]
)
def test_what_a_server_says_is_shown_without_its_controls(status: str, error: type[ClinicError]) -> None:
    """An OperationOutcome is heard; an escape sequence in it is not."""
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "diagnostics": "no \x1b[2Jsuch thing"}],
    }
    with pytest.raises(error) as caught:
        ask(Server([answer(json.dumps(outcome).encode(), status)]), read)

    assert "\x1b" not in str(caught.value)
    assert caught.value.retry is (error is Unreachable)


def test_nobody_there_is_known_to_have_got_nothing() -> None:
    """Where no connection is made nothing was sent, so nothing need be waited for."""

    async def run() -> None:
        async with ClinicClient("http://127.0.0.1:9/fhir") as client:
            await client.read("Patient", "p1")

    with pytest.raises(Offline):
        asyncio.run(run())


def test_an_unasked_packing_is_not_guessed() -> None:
    """What was not asked for is not unpacked."""
    with pytest.raises(NotTheClinic):
        ask(Server([answer(PATIENT, Content_Encoding="br")]), read)


def test_a_whole_form_goes_without_the_token() -> None:
    """Token endpoints are asked as nobody, and what they refuse is their own word."""
    server = Server([answer(b'{"error":"invalid_grant"}', "400 Bad Request", Content_Type="application/json")])

    async def post(client: ClinicClient) -> Any:
        return await client.form("/token", {"grant_type": "refresh_token"})

    with pytest.raises(Refused, match="invalid_grant"):
        ask(server, post, bearer=Bearer("secret"))

    assert "authorization" not in server.heads[0].lower()
    assert server.heads[0].startswith("POST /token ")


@pytest.mark.parametrize(
    "url", ["http://clinic.example", "http://localhost.evil/", "https://u:p@x.example", "x", "https://ä.example"]
)
def test_health_data_goes_to_https_only(url: str) -> None:
    """Plain http is for the numbers of this computer itself."""
    with pytest.raises(Refused):
        checked_base(url)
