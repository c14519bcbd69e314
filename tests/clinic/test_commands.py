"""The clinic's commands: accounts, patients, invitations, copies of the file, the log, what is wrong."""

from __future__ import annotations

import json
import sqlite3
import stat
import urllib.request
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from clinic.command_line import Desk, serving
from clinic.rig import Clinic, bearer, form
from hep_clinic.fhir import tables
from hep_clinic.fhir.clerk import Clerk

GOOD = "a long enough sentence\n"


def test_a_clinic_begins_with_its_first_patient(desk: Desk) -> None:
    """Commands that only look do not make a clinic; the first patient does, for this user's eyes only."""
    code, line = desk.refused("patient", "list")
    assert (code, "There is no clinic in" in line) == (2, True)
    assert not desk.data.exists()
    id = desk.ask("patient", "add", "Ana Silva", "--born", "1961")["patient"]
    listed = desk.ask("patient", "list")["patients"]
    assert listed == [{"patient": id, "name": "Ana Silva", "born": 1961, "devices": 0, "last_contact": None}]
    assert stat.S_IMODE((desk.data / "clinic.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.data.stat().st_mode) == 0o700


@pytest.mark.parametrize("born", ["61", "1899", "2300", "MCMLXI", "１９６１"])
def test_a_year_of_birth_is_a_year(desk: Desk, born: str) -> None:
    """Anything else is refused, and nothing begins."""
    assert desk.refused("patient", "add", "Ana", "--born", born)[0] == 2
    assert desk.run("patient", "list")[0] == 2


def test_a_patient_is_found_by_enough_of_the_name(desk: Desk) -> None:
    """The id, the name or the beginning of a word of it; two that match are listed and nothing is done."""
    ana = desk.ask("patient", "add", "Ana Silva", "--born", "1961")["patient"]
    desk.ask("patient", "add", "Hiroshi Tanaka", "--born", "1970")
    desk.ask("patient", "add", "Anabel Costa", "--born", "1970")
    for text in (ana, "ana silva", "silva", "ANA S"):
        assert desk.run("invite", text)[0] == 0
    code, line = desk.refused("invite", "ana")
    assert (code, "Ana Silva" in line, "Anabel Costa" in line, "Tanaka" in line) == (2, True, True, False)
    assert desk.refused("invite", "nobody")[0] == 2


def test_an_invitation_names_the_address_that_is_set(desk: Desk) -> None:
    """The handout holds one string to type; a new one is in force at once, beside whatever the server does."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    (desk.data / "clinic.toml").write_text(
        'name = "Riverside"\nphone = "555 0134"\npublic_url = "https://clinic.example"\n'
    )
    made = desk.ask("invite", "ana")
    assert made["url"] == f"https://clinic.example/{made['code']}"
    out = desk.run("invite", "ana", "--valid", "10m")[1]
    assert "hep-tui pair clinic.example/" in out
    assert "For Ana, from Riverside" in out
    assert "555 0134" in out
    for wrong in ("9m", "8d", "forever", "72"):
        assert desk.refused("invite", "ana", "--valid", wrong)[0] == 2


def test_passwords_come_from_no_command_line_and_are_kept_as_argon2id(desk: Desk) -> None:
    """From standard input; without a terminal it is not asked for; weak ones are refused."""
    assert desk.ask("therapist", "add", "Eva@Clinic.example", "--password-stdin", typed=GOOD) == {
        "therapist": "eva@clinic.example"
    }
    db = sqlite3.connect(desk.data / "clinic.sqlite")
    (secret,) = db.execute("SELECT secret FROM account").fetchone()
    db.close()
    assert secret.startswith("$argon2id$")
    assert PasswordHasher().verify(secret, GOOD.strip())
    assert desk.refused("therapist", "add", "bo@clinic.example")[0] == 1
    for weak in ("short\n", "aaaaaaaaaaaaaaaa\n", "bo-and-bo-and-bo\n", "x" * 300 + "\n"):
        assert desk.refused("therapist", "add", "bo@clinic.example", "--password-stdin", typed=weak)[0] == 2
    assert desk.refused("therapist", "add", "eva@clinic.example", "--password-stdin", typed=GOOD)[0] == 2
    assert desk.refused("therapist", "add", "no address", "--password-stdin", typed=GOOD)[0] == 2


async def test_a_therapists_token_opens_every_record_until_the_account_ends(desk: Desk) -> None:
    """For other software: printed once, never kept in plain, gone with the account."""
    ana = desk.ask("patient", "add", "Ana", "--born", "1961")["patient"]
    desk.ask("therapist", "add", "eva@clinic.example", "--password-stdin", typed=GOOD)
    token = desk.ask("therapist", "token", "eva@clinic.example", "--days", "2")["token"]
    assert desk.ask("therapist", "list")["therapists"][0]["tokens"] == 1
    clinic = Clinic(desk.data)
    try:
        async with clinic.client() as http:
            assert (await http.get(f"/fhir/Patient/{ana}", headers=bearer(token))).status_code == 200
            # The devices of a patient are for that patient's own devices to see.
            assert (await http.get("/devices", headers=bearer(token))).status_code == 401
            desk.ask("therapist", "disable", "eva@clinic.example")
            assert (await http.get(f"/fhir/Patient/{ana}", headers=bearer(token))).status_code == 401
            code = desk.ask("invite", "ana")["code"]
            assert (await http.post("/token", data=form(code))).status_code == 200
    finally:
        clinic.close()
    assert token.encode() not in (desk.data / "clinic.sqlite").read_bytes()
    assert desk.refused("therapist", "token", "eva@clinic.example")[0] == 2


def test_a_backup_is_whole_and_a_restore_has_a_new_epoch(desk: Desk, tmp_path: Path) -> None:
    """Made while the server holds the file; put back, it drops what came later and keeps who was disconnected."""
    ana = desk.ask("patient", "add", "Ana", "--born", "1961")["patient"]
    clerk = Clerk(desk.data / "clinic.sqlite")
    copy = tmp_path / "copy.sqlite"
    try:
        assert desk.ask("backup", str(copy)) == {"file": str(copy), "resources": 1, "verified": True}
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert desk.refused("backup", str(copy))[0] == 2
        desk.ask("patient", "add", "Bo", "--born", "1970")
        before = clerk.begin(tables.epoch).result()[0]
        assert desk.refused("restore", str(copy))[0] == 1
        told = desk.ask("restore", str(copy), "--yes")
        after = clerk.begin(tables.epoch).result()[0]
        assert (told["epoch"], after != before) == (after, True)
        assert [one["patient"] for one in desk.ask("patient", "list")["patients"]] == [ana]
        assert desk.ask("audit", "--verify")["ok"]
    finally:
        clerk.close()


def test_a_restore_on_a_new_machine_brings_everything(desk: Desk, tmp_path: Path) -> None:
    """Into an empty folder come accounts and the log too, and the chain goes on from there."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    desk.ask("therapist", "add", "eva@clinic.example", "--password-stdin", typed=GOOD)
    copy = tmp_path / "copy.sqlite"
    desk.ask("backup", str(copy))
    other = Desk(tmp_path / "elsewhere")
    other.ask("restore", str(copy), "--yes")
    assert other.ask("therapist", "list")["therapists"][0]["therapist"] == "eva@clinic.example"
    assert other.ask("audit", "--verify") == {**other.ask("audit", "--verify"), "ok": True}
    assert [row["what"] for row in other.ask("audit")["log"]][-2:] == ["backup", "restore"]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\x00" * 5000, b'{"resourceType":"Bundle"}'])
def test_what_is_no_backup_is_refused_and_nothing_changes(desk: Desk, tmp_path: Path, content: bytes) -> None:
    """An empty file, rubbish and another format: exit 2, the clinic stays as it is."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    wrong = tmp_path / "wrong.sqlite"
    wrong.write_bytes(content)
    assert desk.refused("restore", str(wrong), "--yes")[0] == 2
    assert len(desk.ask("patient", "list")["patients"]) == 1


def test_a_damaged_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    """A page overwritten with rubbish is noticed before anything is touched."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    copy = tmp_path / "copy.sqlite"
    desk.ask("backup", str(copy))
    data = bytearray(copy.read_bytes())
    data[4096:8192] = b"\xa5" * 4096
    copy.write_bytes(bytes(data))
    assert desk.refused("restore", str(copy), "--yes")[0] == 2


def test_an_edited_log_is_told(desk: Desk) -> None:
    """Exit code 1, and the first row that does not hold."""
    for name in ("Ana", "Bo", "Cy"):
        desk.ask("patient", "add", name, "--born", "1961")
    db = sqlite3.connect(desk.data / "clinic.sqlite")
    db.execute("DROP TRIGGER audit_is_never_changed")
    db.execute("UPDATE audit SET actor = 'nobody' WHERE n = 2")
    db.commit()
    db.close()
    code, out, _ = desk.run("audit", "--verify", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["broken"], told["rows"]) == (1, False, 2, 3)


def test_doctor_says_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    """Without an address and a backup it says so and ends with 1; with both it is content."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    code, out, _ = desk.run("doctor", "--json")
    wrong = {one["name"] for one in json.loads(out)["checks"] if not one["ok"]}
    assert (code, wrong) == (1, {"public URL", "TLS", "backup"})
    (desk.data / "clinic.toml").write_text('public_url = "http://127.0.0.1:9"\n')
    desk.ask("backup", str(tmp_path / "copy.sqlite"))
    assert desk.run("doctor")[0] == 0
    desk.data.chmod(0o755)
    assert "chmod" in desk.run("doctor")[1]


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        'nmae = "x"',
        "name = 3",
        'public_url = "http://clinic.example"',
        'public_url = "https://clinic.example/path"',
        'zone = "Mars/Base"',
    ],
)
def test_settings_that_cannot_be_meant_are_refused(desk: Desk, text: str) -> None:
    """A typing mistake in clinic.toml is named; nothing is guessed."""
    desk.ask("patient", "add", "Ana", "--born", "1961")
    (desk.data / "clinic.toml").write_text(text)
    code, line = desk.refused("invite", "ana")
    assert (code, "clinic.toml" in line or "public URL" in line) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [("--host", "0.0.0.0"), ("--host", "0.0.0.0", "--public-url", "http://127.0.0.1"), ("--public-url", "ftp://x")],
)
def test_plain_http_stays_on_this_machine(desk: Desk, arguments: tuple[str, ...]) -> None:
    """Listening for other machines without HTTPS is refused, also where the address says loopback."""
    assert desk.refused("serve", "--port", "0", *arguments)[0] == 2


def test_the_server_says_one_line_and_ends_when_told(desk: Desk) -> None:
    """`serve` in a process of its own: one line when it answers, then commands work beside it; SIGTERM ends it with 0."""
    with serving("--data", str(desk.data), "serve", "--port", "0") as said:
        url = said[0].partition(" answers at ")[2].split()[0]
        desk.ask("patient", "add", "Ana", "--born", "1961")
        assert desk.ask("invite", "ana")["url"].startswith(f"{url}/")
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
            assert json.load(answer) == {"status": "ok"}
        assert desk.refused("serve", "--port", url.rpartition(":")[2])[0] == 1
