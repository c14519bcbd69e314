"""How a device becomes known to a clinic: what was typed, whom secrets go to, and how access is renewed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import nullcontext
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import httpx
import pytest

from hep_sync.errors import ClinicError, NotTheClinic, Refused, SignedOut
from hep_sync.invitation import read_address, read_code, read_year
from hep_sync.pairing import NOT_OPENED, Endpoints, by_invitation, by_token, discover
from hep_sync.renewal import Renewing, Tokens
from hep_sync.sign_in import Challenge, authorize_url, by_sign_in, code_in

Answer = TypeVar("Answer")
CLINIC = "https://clinic.example"
CODE = "KLMNBCDFRSTV"


def run(job: Coroutine[Any, Any, Answer]) -> Answer:
    """The outcome of a job, in a loop of its own."""
    return asyncio.run(job)


class Server:
    """Answers by path, and keeps what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        found = self.answers.get(request.url.path.rpartition("/")[2], (404, {}))
        found = found(request) if callable(found) else found
        status, body = found if isinstance(found, tuple) else (200, found)

        async def pieces() -> AsyncIterator[bytes]:
            yield json.dumps(body).encode()

        return httpx.Response(status, content=pieces())

    def form(self, place: int = -1) -> dict[str, str]:
        """The fields of a form that was posted."""
        return {key: values[0] for key, values in parse_qs(self.asked[place].content.decode()).items()}

    @property
    def transport(self) -> Callable[[], httpx.MockTransport]:
        return lambda: httpx.MockTransport(self)


CONFIGURATION = {
    "issuer": f"{CLINIC}/fhir",
    "token_endpoint": f"{CLINIC}/token",
    "revocation_endpoint": f"{CLINIC}/revoke",
    "grant_types_supported": ["urn:hep:grant:invitation", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "hep": {"clinic": "Riverside Physio", "devices_endpoint": f"{CLINIC}/devices"},
}
GRANTED = {
    "access_token": "a1", "token_type": "Bearer", "expires_in": 900, "refresh_token": "r1", "patient": "p1",
    "hep": {"clinic": "Riverside Physio", "issuer": f"{CLINIC}/fhir", "device": "f1", "phone": "+44 20 7946 0000"},
}  # fmt: skip


# --- what was typed


@pytest.mark.parametrize(
    ("typed", "url", "code"),
    [
        ("clinic.example/KLMN-BCDF-RSTV", CLINIC, CODE),
        ("https://clinic.example/klmn-bcdf-rstv", CLINIC, CODE),
        ("  HTTPS://CLINIC.EXAMPLE/KLMNBCDFRSTV/ ", CLINIC, CODE),
        ("http://127.0.0.1:8080/KLMN-BCDF-RSTV", "http://127.0.0.1:8080", CODE),
        ("127.0.0.1:8080/KLMN-BCDF-RSTV", "http://127.0.0.1:8080", CODE),
        ("[::1]:8080/KLMN-BCDF-RSTV", "http://[::1]:8080", CODE),
        ("clinic.example", CLINIC, ""),
        ("https://fhir.example/r4/", "https://fhir.example/r4", ""),
        ("https://fhir.example/Organization", "https://fhir.example/Organization", ""),
    ],
)
def test_the_line_of_a_handout_is_understood_as_it_is_typed(typed: str, url: str, code: str) -> None:
    """With or without a scheme, in small letters, from a QR code in capitals, and a FHIR address without a code."""
    address = read_address(typed)

    assert (address.url, address.code) == (url, code)


@pytest.mark.parametrize(
    "typed",
    ["KLMN-BCDF-RSTV", "", "http://clinic.example/KLMN-BCDF-RSTV", "ftp://clinic.example", "https://a:b@clinic.example",
     "https://clinic.example:0", "https://clinic.example?x=1", "https://", "localhost.evil:x"],
)  # fmt: skip
def test_what_is_no_address_for_health_data_is_refused(typed: str) -> None:
    """A bare code, plain http, and addresses with a name or a query in them."""
    with pytest.raises(Refused):
        read_address(typed)


def test_code_and_year_are_read_by_themselves() -> None:
    """A code of the wrong length and a year nobody alive was born in are refused with an example."""
    assert read_code("klmn bcdf-rstv") == CODE
    assert read_year(" 1961 ", 2026) == 1961
    for wrong in ("KLMN-BCDF", "KLMN-BCDF-RSTV-X"):
        with pytest.raises(Refused):
            read_code(wrong)
    for year in ("61", "1850", "2031", "١٩٦١", ""):
        with pytest.raises(Refused):
            read_year(year, 2026)


# --- whom secrets go to


def test_an_invitation_is_exchanged_once_and_names_the_patient() -> None:
    """Code, year and device go to the clinic's own token endpoint, and to nothing else."""
    server = Server(**{"smart-configuration": CONFIGURATION, "token": GRANTED})
    at = run(discover(read_address(f"{CLINIC}/KLMN-BCDF-RSTV"), server.transport))

    paired = run(by_invitation(at, CODE, 1961, device="d1", device_name="Laptop", transport=server.transport))

    assert (paired.base, paired.patient, paired.clinic, paired.kind) == (
        f"{CLINIC}/fhir", "p1", "Riverside Physio", "invitation",
    )  # fmt: skip
    assert (paired.tokens.access, paired.tokens.refresh) == ("a1", "r1")
    assert paired.devices_endpoint == f"{CLINIC}/devices"
    assert server.form() == {
        "grant_type": "urn:hep:grant:invitation", "code": CODE, "born": "1961", "device": "d1", "device_name": "Laptop",
        "client_id": "hep-tui",
    }  # fmt: skip
    assert all(CODE not in str(request.url) for request in server.asked)


def test_a_code_goes_to_no_other_host() -> None:
    """A description that points elsewhere with the exchange gets nothing."""
    elsewhere = {**CONFIGURATION, "token_endpoint": "https://elsewhere.example/token"}
    server = Server(**{"smart-configuration": elsewhere, "token": GRANTED})
    at = run(discover(read_address(CLINIC), server.transport))

    with pytest.raises(Refused):
        run(by_invitation(at, CODE, 1961, device="d1", device_name="Laptop", transport=server.transport))

    assert len(server.asked) == 1


def test_a_code_that_opens_nothing_is_one_sentence() -> None:
    """Wrong, expired, used and unknown are told alike, and nothing the server says is shown instead."""
    server = Server(token=(400, {"error": "invalid_grant", "error_description": "\x1b[31mexpired"}))
    at = Endpoints(f"{CLINIC}/fhir", token=f"{CLINIC}/token", invitations=True)

    with pytest.raises(Refused, match="do not open anything") as caught:
        run(by_invitation(at, CODE, 1961, device="d1", device_name="Laptop", transport=server.transport))

    assert str(caught.value) == NOT_OPENED


def test_an_address_without_a_clinic_says_so() -> None:
    """A web server that knows nothing of FHIR is no clinic; a FHIR address without a description is taken as it is."""
    server = Server()

    with pytest.raises(NotTheClinic, match="no clinic at this address"):
        run(discover(read_address(CLINIC), server.transport))
    assert run(discover(read_address(f"{CLINIC}/r4"), server.transport)) == Endpoints(f"{CLINIC}/r4")


def test_a_token_issued_by_hand_is_tried_before_it_is_kept() -> None:
    """A patient the server does not know is refused; an open server needs no token."""
    server = Server(p1={"resourceType": "Patient", "id": "p1"})
    at = Endpoints(f"{CLINIC}/fhir")

    paired = run(by_token(at, "p1", "t1", server.transport))

    assert (paired.kind, paired.patient, paired.clinic) == ("bearer", "p1", "clinic.example")
    assert server.asked[0].headers["authorization"] == "Bearer t1"
    assert run(by_token(at, "p1", "", server.transport)).kind == "open"
    assert "authorization" not in server.asked[-1].headers
    for patient, token in (("p2", "t1"), ("../p1", "t1"), ("p1", "two words"), ("p1", "ü")):
        with pytest.raises(Refused):
            run(by_token(at, patient, token, server.transport))


# --- signing in at the server's own page


def test_the_challenge_is_that_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    assert (
        Challenge("s", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").s256
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_only_the_answer_to_this_question_is_taken() -> None:
    """Another state, an error and an empty answer are refused."""
    challenge = Challenge.new()

    assert code_in(f"/callback?code=c1&state={challenge.state}", challenge) == "c1"
    for target in ("/callback?code=c1&state=x", "/callback?code=c1", f"/callback?state={challenge.state}",
                   f"/callback?error=access_denied&state={challenge.state}"):  # fmt: skip
        with pytest.raises(Refused):
            code_in(target, challenge)


def test_signing_in_ends_with_the_patient_of_the_launch() -> None:
    """The browser comes back to this computer, the code is exchanged with the verifier that was only hashed before."""
    server = Server(token={**GRANTED, "hep": {}})
    at = Endpoints(
        f"{CLINIC}/r4", token="https://login.example/token", authorize="https://login.example/auth", s256=True
    )
    opened: list[str] = []

    async def sign_in() -> Any:
        def browser(url: str) -> None:
            opened.append(url)
            asked = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
            wrong = f"{asked['redirect_uri']}?{urlencode({'code': 'stolen', 'state': 'other'})}"
            right = f"{asked['redirect_uri']}?{urlencode({'code': 'c1', 'state': asked['state']})}"
            loop = asyncio.get_running_loop()
            background.append(loop.run_in_executor(None, visit, wrong, right))

        background: list[Any] = []
        paired = await by_sign_in(at, browser, client_id="app", transport=server.transport)
        await asyncio.gather(*background)
        return paired

    def visit(*urls: str) -> None:
        for url in urls:
            try:
                urlopen(url, timeout=10).read()
            except OSError:
                continue

    paired = run(sign_in())

    assert (paired.kind, paired.patient, paired.tokens.access) == ("smart", "p1", "a1")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(opened[0]).query).items()}
    form = server.form()
    assert (asked["aud"], asked["code_challenge_method"]) == (f"{CLINIC}/r4", "S256")
    assert Challenge("", form["code_verifier"]).s256 == asked["code_challenge"]
    assert (form["code"], form["redirect_uri"]) == ("c1", asked["redirect_uri"])
    assert form["redirect_uri"].startswith("http://127.0.0.1:")
    assert form["code_verifier"] not in opened[0]


def test_a_sign_in_without_pkce_is_not_used() -> None:
    """An older sign-in is refused before any page is opened."""
    at = Endpoints(f"{CLINIC}/r4", token=f"{CLINIC}/token", authorize=f"{CLINIC}/auth")

    with pytest.raises(Refused):
        run(by_sign_in(at, lambda url: pytest.fail("a page was opened")))


def test_the_page_keeps_what_its_address_had() -> None:
    """A query in the server's own address stays."""
    at = Endpoints(f"{CLINIC}/r4", token="x", authorize=f"{CLINIC}/auth?tenant=1", s256=True, newer_scopes=True)
    url = authorize_url(at, Challenge.new(), "http://127.0.0.1:1/callback", "app")

    assert url.startswith(f"{CLINIC}/auth?tenant=1&response_type=code")
    assert "patient%2FObservation.crus" in url


# --- renewing


class Kept:
    """Tokens in memory, as several processes share them."""

    def __init__(self, tokens: Tokens | None) -> None:
        self.tokens = tokens
        self.order: list[str] = []

    def load(self) -> Tokens | None:
        return self.tokens

    def keep(self, tokens: Tokens) -> None:
        self.order.append(tokens.refresh)
        self.tokens = tokens


def renewing(kept: Kept, server: Server, now: float = 1000.0) -> Renewing:
    """A bearer over these tokens."""
    return Renewing(
        kept,
        endpoint=f"{CLINIC}/token",
        client_id="hep-tui",
        lock=nullcontext,
        now=lambda: now,
        transport=server.transport(),
    )


def rotating() -> Server:
    """A token endpoint that gives up a refresh token for the next."""
    made = iter(range(2, 100))

    def answer(request: httpx.Request) -> Any:
        n = next(made)
        return {"access_token": f"a{n}", "token_type": "bearer", "expires_in": 900, "refresh_token": f"r{n}"}

    return Server(token=answer)


def test_a_refused_token_is_renewed_and_the_next_one_kept_first() -> None:
    """The rotated refresh token is on the disk before the new access token is used."""
    kept, server = Kept(Tokens("a1", "r1", 5000.0)), rotating()
    bearer = renewing(kept, server)

    assert run(bearer.token()) == "a1"
    assert run(bearer.renewed("a1")) == "a2"
    assert (kept.order, kept.tokens) == (["r2"], Tokens("a2", "r2", 1900.0))
    assert server.form()["refresh_token"] == "r1"


def test_what_another_process_renewed_is_taken_as_it_is() -> None:
    """Eight that find the same token refused ask the server once."""
    kept, server = Kept(Tokens("a1", "r1", 5000.0)), rotating()
    bearers = [renewing(kept, server) for _ in range(8)]

    assert [run(bearer.renewed("a1")) for bearer in bearers] == ["a2"] * 8
    assert len(server.asked) == 1


def test_a_token_about_to_end_is_renewed_before_it_is_shown() -> None:
    """Half a minute before its end, by this computer's clock."""
    kept, server = Kept(Tokens("a1", "r1", 1010.0)), rotating()

    assert run(renewing(kept, server).token()) == "a2"


def test_a_connection_that_was_ended_is_told_as_such() -> None:
    """The tokens stay where they are until the patient pairs anew; without any, too."""
    kept = Kept(Tokens("a1", "r1", None))
    with pytest.raises(SignedOut):
        run(renewing(kept, Server(token=(400, {"error": "invalid_grant"}))).renewed("a1"))
    with pytest.raises(SignedOut):
        run(renewing(Kept(None), Server()).token())
    assert kept.tokens == Tokens("a1", "r1", None)


def test_trouble_on_the_way_ends_no_pairing() -> None:
    """A server that is down, or answers nonsense, is asked again later with the same token."""
    kept = Kept(Tokens("a1", "r1", None))
    for answer in ((503, {}), (200, {"access_token": 7}), (200, {"access_token": "a\nb"})):
        with pytest.raises(ClinicError) as caught:
            run(renewing(kept, Server(token=answer)).renewed("a1"))
        assert not isinstance(caught.value, SignedOut)
    assert kept.tokens == Tokens("a1", "r1", None)


def test_a_token_that_cannot_be_renewed_and_an_open_server() -> None:
    """One issued by hand is given up; no token at all is none to show."""
    assert run(renewing(Kept(Tokens("a1")), Server()).renewed("a1")) is None
    assert run(renewing(Kept(Tokens("")), Server()).token()) is None


def test_tokens_come_back_from_their_text() -> None:
    """What is no text of ours is no token."""
    tokens = Tokens("a1", "r1", 12.5)

    assert Tokens.of_text(tokens.text()) == tokens
    for text in (None, "", "null", "[]", json.dumps({"access": "a"}), "{"):
        assert Tokens.of_text(text) is None
