"""What every test may rely on: nothing of this computer or its user gets in, and a person to run commands as."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOW = "2026-03-04T08:00:00-06:00"
"""A Wednesday morning in Chicago."""
_SHUT_OUT = ("HEP_TUI_", "HEP_CLINIC", "XDG_", "NO_COLOR", "COLOR", "FORCE_COLOR", "TEXTUAL", "PYTHON", "_HEP_TUI")


@pytest.fixture(scope="session")
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nobody")


@pytest.fixture(autouse=True)
def _nothing_of_this_computer(monkeypatch: pytest.MonkeyPatch, _nobodys_home: Path) -> None:
    """Shuts out the user's home, settings and time zone, and every network but this computer's own."""
    for name in os.environ:
        # The pictures' plugin hands its folder from one hook to the next this way.
        if name.startswith(_SHUT_OUT) and name != "TEXTUAL_SNAPSHOT_TEMPDIR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(_nobodys_home))
    monkeypatch.setenv("TZ", "America/Chicago")
    monkeypatch.setenv("TERM", "xterm-256color")
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a person without a program, on the morning of `NOW`."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HEP_TUI_HOME", str(folder))
    monkeypatch.setenv("HEP_TUI_NOW", NOW)
    return folder


@pytest.fixture
def reachable() -> Iterator[Path]:
    """An empty folder that another user gets to.

    `tmp_path` lies in folders of pytest that are closed to others, one more of them in each of several processes,
    and a second run of pytest closes them again.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


RunCli = Callable[..., Answer]


@pytest.fixture
def run_cli(home: Path) -> RunCli:
    """Runs `hep-tui` with these arguments in this process, without a terminal; `now` pins another moment."""
    from hep_tui.__main__ import run

    def call(*arguments: str, now: str | None = None) -> Answer:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "stdin", io.StringIO())
            if now is not None:
                patch.setenv("HEP_TUI_NOW", now)
            code = run(list(arguments))
        return Answer(code, _text(out), _text(err))

    return call


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


RunProcess = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run_process(home: Path) -> RunProcess:
    """Runs `python -m hep_tui` with these arguments as a process of its own.

    `env` changes its environment (None removes a name), `python` are options of the interpreter, and the rest goes to
    `subprocess.run`.
    """

    def call(
        *arguments: str | bytes, env: Mapping[str, str | None] = {}, python: tuple[str, ...] = (), **more: Any
    ) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, **{name: value for name, value in env.items() if value is not None}}
        for name in [name for name, value in env.items() if value is None]:
            environment.pop(name, None)
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        command = [sys.executable, *python, "-m", "hep_tui", *arguments]
        return subprocess.run(command, env=environment, timeout=60, check=False, **{**streams, **more})

    return call


@pytest.fixture
def diary(home: Path) -> Iterator[Any]:
    """The diary of the person at `home`."""
    from hep_tui.diary import open_diary

    opened = open_diary()
    yield opened
    opened.close()
