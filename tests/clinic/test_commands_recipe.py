"""`docs/run-a-clinic.md` and the manual page: what they say is done as they say it, as far as this machine allows."""

from __future__ import annotations

import http.client
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import click
import pytest

from clinic.command_line import Desk, serving
from clinic.rig import form
from hep_clinic.commands.root import FAMILIES, root
from hep_clinic.settings import read_settings

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "run-a-clinic.md").read_text(encoding="utf-8")
PAGE = DOCS / "hep-clinic.1"


def block(holds: str) -> str:
    """The one block of the guide that holds some text."""
    (found,) = (text for text in re.findall(r"```\w*\n(.*?)```", GUIDE, re.DOTALL) if holds in text)
    return str(found)


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command, or the commands of a group."""
    if isinstance(command, click.Group):
        for inner, one in command.commands.items():
            yield f"{name} {inner}", one
    else:
        yield name, command


@pytest.mark.parametrize("name", FAMILIES)
def test_the_manual_page_names_every_command_and_option(name: str) -> None:
    """Each has an entry with all its options."""
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    command = root.get_command(click.Context(root), name)
    assert command is not None
    entry = next(entry for entry in text.split("\n.TP\n") if re.match(rf"\.BR? {name}\b", entry))
    for said, one in leaves(command, name):
        assert said.split()[-1] in entry
        for option in (option for option in one.params if isinstance(option, click.Option)):
            long = max(option.opts, key=len)
            assert long in entry or (long == "--json" and "--json" in text), f"{said} {long}"


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_has_no_warnings() -> None:
    """`man` formats the page without a warning."""
    environment = {"MANWIDTH": "80", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["man", "-l", "--warnings", str(PAGE)], capture_output=True, check=True, env=environment)
    assert done.stderr == b""
    assert b"EXIT STATUS" in done.stdout


def test_the_settings_of_the_guide_are_settings(desk: Desk) -> None:
    """The example is read as it stands."""
    desk.data.mkdir()
    (desk.data / "clinic.toml").write_text(block("public_url ="))
    told = read_settings(desk.data)
    assert (told.clinic, told.phone, told.zone) == ("Riverside Physiotherapy", "555 0134", "Europe/Lisbon")
    assert told.public_url == "https://clinic.example"


def test_the_first_commands_of_the_guide_work_in_their_order(desk: Desk) -> None:
    """Word for word, on an empty folder."""
    for line in block('assign "Ana Silva"').splitlines():
        code, _, err = desk.run(*shlex.split(line)[1:])
        assert (code, line) == (0, line), err


def test_the_drill_of_the_guide_works(desk: Desk, tmp_path: Path) -> None:
    """A backup, put back in another folder, looked at, and its log checked."""
    desk.ask("patient", "add", "Ana Silva", "--born", "1961")
    desk.ask("backup", str(tmp_path / "2026-03-04.sqlite"))
    lines = block("/tmp/drill restore").replace("/tmp/drill", str(tmp_path / "drill"))
    for line in lines.replace("2026-03-04.sqlite", str(tmp_path / "2026-03-04.sqlite")).splitlines()[:-1]:
        code, out, err = Desk(tmp_path / "drill").run(*shlex.split(line)[1:])
        assert (code, line) == (0, line), err
        assert "patient list" not in line or "Ana Silva" in out


def test_the_unit_of_the_guide_starts_what_exists(tmp_path: Path) -> None:
    """Its options are the command's, and systemd finds no mistake where it is installed."""
    unit = block("ExecStart=")
    words = shlex.split(re.search(r"ExecStart=(.*)", unit)[1])  # type: ignore[index]
    command = root.get_command(click.Context(root), words[1])
    assert command is not None
    command.make_context("serve", words[2:], resilient_parsing=True)
    if shutil.which("systemd-analyze"):
        path = tmp_path / "hep-clinic.service"
        here = unit.replace("/opt/hep-clinic/bin/hep-clinic", sys.executable).replace("User=hep-clinic\n", "")
        path.write_text(here)
        done = subprocess.run(["systemd-analyze", "verify", str(path)], capture_output=True, text=True, check=False)
        assert str(path.name) not in done.stderr, done.stderr


def test_behind_a_proxy_the_callers_own_address_counts(desk: Desk) -> None:
    """Host and X-Forwarded-For are taken as a proxy on this machine sets them; other hosts are turned away."""
    port = _free_port()
    arguments = ("--data", str(desk.data), "serve", "--port", str(port), "--public-url", "https://clinic.example")
    with serving(*arguments) as said:
        assert "https://clinic.example" in said[0]
        desk.ask("patient", "add", "Ana", "--born", "1961")

        def ask(address: str, host: str = "clinic.example") -> int:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            headers = {"Host": host, "X-Forwarded-For": address, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/token", urlencode(form("BBBB-BBBB-BBBB")), headers)
            status = connection.getresponse().status
            connection.close()
            return status

        assert [ask("192.0.2.1") for _ in range(11)] == [400] * 10 + [429]
        assert ask("192.0.2.2") == 400
        assert ask("192.0.2.3", "evil.example") == 400
    log = desk.ask("audit")["log"]
    assert [row["status"] for row in log if row["action"] == "pair"] == [400] * 10 + [429, 400]


def _free_port() -> int:
    """One that nothing listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.long
def test_the_demo_can_be_looked_at_and_leaves_nothing() -> None:
    """A dozen patients in every state; its address, an invitation and a command to look around are printed."""
    with serving("demo", "--port", "0") as said:
        address = urlsplit(re.search(r"http://\S+", said[0])[0])  # type: ignore[index]
        assert re.search(rf"hep-tui pair http://{address.netloc}/(?:[B-Z]{{4}}-?){{3}}\n", said[1])
        data = Path(said[2].split()[-3])
        other = Desk(data)
        found = other.ask("patient", "list")["patients"]
        assert len(found) == 12
        states = {other.ask("tracker", one["patient"])["state"] for one in found}
        assert {"building", "on-plan", "lets-make-it-fit"} <= states
        assert other.run("audit", "--verify")[0] == 0
    assert not data.exists()
