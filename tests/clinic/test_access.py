"""Invitations, tokens, devices and the door, over HTTP."""

from __future__ import annotations

import sqlite3

import pytest
import time_machine

from clinic.rig import Clinic, again, bearer, form
from hep_clinic.access import invitations
from hep_clinic.fhir import tables


async def test_an_invitation_opens_the_patients_own_record(clinic: Clinic) -> None:
    """Code and birth year give tokens that read this patient and nobody else; both ways of writing a code work."""
    mine, other = clinic.patient(), clinic.patient("Bo Berg", "1980")
    async with clinic.client() as http:
        answer = await http.post("/token", data=form(clinic.code(mine).lower().replace("-", " ")))
        told = answer.json()
        headers = bearer(told["access_token"])
        assert (answer.status_code, told["patient"], told["expires_in"]) == (200, mine, 900)
        assert told["hep"] == {"clinic": "Riverside", "issuer": "http://127.0.0.1:8080/fhir", "device": "d1"}
        assert answer.headers["cache-control"] == "no-store"
        assert (await http.get(f"/fhir/Patient/{mine}", headers=headers)).status_code == 200
        foreign = await http.get(f"/fhir/Patient/{other}", headers=headers)
        unknown = await http.get("/fhir/Patient/nobody", headers=headers)
        assert (foreign.status_code, foreign.content) == (404, unknown.content)


async def test_wrong_expired_unknown_used_and_dead_codes_answer_alike(clinic: Clinic) -> None:
    """Every way to be wrong gives the same bytes."""
    ana, bo = clinic.patient(), clinic.patient("Bo", "1980")
    code, old = clinic.code(ana), clinic.code(bo, tables.now() - 2 * invitations.HOUR, invitations.HOUR)
    tail = "BBBB" if not code.endswith("BBBB") else "CCCC"
    async with clinic.client() as http:
        wrong = [form(code, born="1960"), form(code[:-4] + tail), form(old, "1980"), form("ZZZZ-ZZZZ-ZZZZ"), form("")]
        answers = [await http.post("/token", data=one) for one in wrong]
        assert (await http.post("/token", data=form(code))).status_code == 200
        answers.append(await http.post("/token", data=form(code, device="d2")))
        assert {(one.status_code, one.content) for one in answers} == {(400, answers[0].content)}
        assert answers[0].json()["error"] == "invalid_grant"


async def test_five_wrong_tries_kill_a_code(clinic: Clinic) -> None:
    """Wrong endings and wrong years count against the invitation that is meant; then the right ones open nothing."""
    code = clinic.code(clinic.patient())
    async with clinic.client() as http:
        for n in range(4):
            await http.post("/token", data=form(code, born=str(1900 + n)))
        await http.post("/token", data=form(code[:4] + "BBBBBBBB"))
        assert (await http.post("/token", data=form(code))).status_code == 400


async def test_one_address_has_ten_tries_a_minute(clinic: Clinic) -> None:
    """The eleventh try is told to wait, from that address alone, and a minute later it may try again."""
    code = clinic.code(clinic.patient())
    with time_machine.travel("2026-03-04T08:00:00Z", tick=False) as clock:
        code = clinic.code(clinic.patient("Cy"))
        async with clinic.client("192.0.2.1") as http, clinic.client("192.0.2.2") as other:
            told = [(await http.post("/token", data=form("BBBB-BBBB-BBBB"))).status_code for _ in range(11)]
            assert told == [400] * 10 + [429]
            assert (await other.post("/token", data=form(code))).status_code == 200
            clock.shift(61)
            assert (await http.post("/token", data=form("BBBB-BBBB-BBBB"))).status_code == 400


async def test_a_new_code_ends_the_one_before(clinic: Clinic) -> None:
    """A patient has one code that opens."""
    ana = clinic.patient()
    first, second = clinic.code(ana), clinic.code(ana)
    async with clinic.client() as http:
        assert (await http.post("/token", data=form(first))).status_code == 400
        assert (await http.post("/token", data=form(second))).status_code == 200


async def test_a_lost_answer_to_a_code_may_be_asked_for_again(clinic: Clinic) -> None:
    """The same device may show its code once more within a minute; what the lost answer held opens nothing."""
    ana = clinic.patient()
    with time_machine.travel("2026-03-04T08:00:00Z", tick=False) as clock:
        code = clinic.code(ana)
        async with clinic.client() as http:
            lost = (await http.post("/token", data=form(code))).json()
            clock.shift(50)
            kept = (await http.post("/token", data=form(code))).json()
            assert (await http.get("/devices", headers=bearer(lost["access_token"]))).status_code == 401
            told = (await http.get("/devices", headers=bearer(kept["access_token"]))).json()["devices"]
            assert [(one["name"], one["this"]) for one in told] == [("Kitchen laptop", True)]
            clock.shift(11)
            assert (await http.post("/token", data=form(code))).status_code == 400


def test_a_code_has_twelve_consonants_and_a_life_within_limits(clinic: Clinic) -> None:
    """The alphabet has no vowels and no digits; lives under ten minutes and over a week are refused, and so is a 101st code."""
    ana = clinic.patient()
    code = clinic.code(ana)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert set(code) <= {*invitations.ALPHABET, "-"}
    for life in (invitations.SHORTEST_LIFE - 1, invitations.LONGEST_LIFE + 1):
        with pytest.raises(ValueError, match="10 minutes to 7 days"):
            clinic.code(ana, life=life)
    for n in range(99):
        clinic.code(clinic.patient(f"P{n}"))
    with pytest.raises(invitations.TooManyInvitations):
        clinic.code(clinic.patient("One too many"))


async def test_an_access_token_lasts_a_quarter_of_an_hour(clinic: Clinic) -> None:
    """After 15 minutes it is as unknown as one that never was; the refresh token gives the next."""
    ana = clinic.patient()
    with time_machine.travel("2026-03-04T08:00:00Z", tick=False) as clock:
        async with clinic.client() as http:
            told = (await http.post("/token", data=form(clinic.code(ana)))).json()
            clock.shift(899)
            assert (await http.get("/devices", headers=bearer(told["access_token"]))).status_code == 200
            clock.shift(1)
            late = await http.get("/devices", headers=bearer(told["access_token"]))
            never = await http.get("/devices", headers=bearer("x" * 43))
            assert (late.status_code, late.content) == (401, never.content)
            assert late.headers["www-authenticate"] == "Bearer"
            fresh = (await http.post("/token", data=again(told["refresh_token"]))).json()
            assert (await http.get("/devices", headers=bearer(fresh["access_token"]))).status_code == 200


async def test_devices_are_listed_and_disconnected(clinic: Clinic) -> None:
    """One device ends another's connection at once; a stranger's device is unknown to it."""
    ana, bo = clinic.patient(), clinic.patient("Bo", "1980")
    async with clinic.client() as http:
        one = (await http.post("/token", data=form(clinic.code(ana)))).json()
        two = (await http.post("/token", data=form(clinic.code(ana), device="d2"))).json()
        stranger = (await http.post("/token", data=form(clinic.code(bo), "1980", "d3"))).json()
        told = (await http.get("/devices", headers=bearer(one["access_token"]))).json()["devices"]
        assert {d["device"] for d in told} == {"d1", "d2"}
        other = next(d["id"] for d in told if not d["this"])
        refused = await http.post(f"/devices/{other}/revoke", headers=bearer(stranger["access_token"]))
        assert refused.status_code == 404
        assert (await http.post(f"/devices/{other}/revoke", headers=bearer(one["access_token"]))).status_code == 200
        assert (await http.get("/devices", headers=bearer(two["access_token"]))).status_code == 401
        assert (await http.post("/token", data=again(two["refresh_token"]))).status_code == 400


async def test_revocation_takes_any_token_and_tells_nothing(clinic: Clinic) -> None:
    """RFC 7009: a refresh token ends its device; unknown tokens answer the same."""
    async with clinic.client() as http:
        told = (await http.post("/token", data=form(clinic.code(clinic.patient())))).json()
        unknown = await http.post("/revoke", data={"token": "never"})
        known = await http.post("/revoke", data={"token": told["refresh_token"]})
        assert (known.status_code, known.content) == (200, unknown.content)
        assert (await http.get("/devices", headers=bearer(told["access_token"]))).status_code == 401


async def test_the_door_turns_away_other_hosts_and_tokens_in_addresses(clinic: Clinic) -> None:
    """A foreign Host, a token or a code in the query: 400, and nothing is done."""
    code = clinic.code(clinic.patient())
    async with clinic.client() as http:
        assert (await http.get("/healthz", headers={"Host": "evil.example"})).status_code == 400
        assert (await http.get("/healthz", headers={"Host": "127.0.0.1@evil.example"})).status_code == 400
        assert (await http.get("/healthz", headers={"Host": "localhost:9"})).status_code == 200
        assert (await http.post("/token", params=form(code))).status_code == 400
        token = (await http.post("/token", data=form(code))).json()["access_token"]
        assert (await http.get("/fhir/Patient", params={"access_token": token})).status_code == 400


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"grant_type=refresh_token&grant_type=x", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"a=" + b"b" * 20_000, "application/x-www-form-urlencoded"),
        (b'{"grant_type":"refresh_token"}', "application/json"),
        (b"grant_type=password&username=x", "application/x-www-form-urlencoded"),
    ],
)
async def test_other_bodies_are_refused(clinic: Clinic, content: bytes, type: str) -> None:
    """A field given twice, bytes that are no text, too much, another form or another grant: one of OAuth's errors."""
    async with clinic.client() as http:
        answer = await http.post("/token", content=content, headers={"Content-Type": type})
        assert answer.status_code == 400
        assert answer.json()["error"] in ("invalid_request", "unsupported_grant_type")


async def test_everything_is_found_from_the_address(clinic: Clinic) -> None:
    """The SMART configuration, also below /fhir, names the endpoints and the grants."""
    async with clinic.client() as http:
        told = (await http.get("/.well-known/smart-configuration")).json()
        assert told == (await http.get("/fhir/.well-known/smart-configuration")).json()
        assert told["issuer"] == "http://127.0.0.1:8080/fhir"
        assert told["grant_types_supported"] == ["urn:hep:grant:invitation", "refresh_token"]
        assert told["code_challenge_methods_supported"] == ["S256"]


async def test_the_file_holds_no_secret_in_plain(clinic: Clinic) -> None:
    """Neither the code nor any token can be found in the database's bytes."""
    code = clinic.code(clinic.patient())
    async with clinic.client() as http:
        told = (await http.post("/token", data=form(code))).json()
        following = (await http.post("/token", data=again(told["refresh_token"]))).json()

    def dump(db: sqlite3.Connection) -> str:
        return "\n".join(db.iterdump())

    text = clinic.do(dump)
    for secret in (
        code,
        code.replace("-", ""),
        told["access_token"],
        told["refresh_token"],
        following["refresh_token"],
    ):
        assert secret not in text
