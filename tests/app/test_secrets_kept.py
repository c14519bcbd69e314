"""Secrets are in a keyring that gives back what it was given, or in a file that only its owner can read."""

from __future__ import annotations

import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from hep_tui import secrets_kept
from hep_tui.locations import Places
from hep_tui.secrets_kept import SecretsError, SecretStore


class Ring:
    """A keyring in memory; a deaf one forgets, as keyring's own `null` does."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.deaf = deaf

    def set_password(self, service: str, name: str, secret: str) -> None:
        if not self.deaf:
            self.kept[service, name] = secret

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folders of one profile."""
    made = Places("me", *(tmp_path / kind for kind in ("data", "config", "cache", "state")))
    made.make()
    return made


def use(monkeypatch: pytest.MonkeyPatch, ring: Any) -> None:
    """Let this be the computer's keyring."""
    monkeypatch.setattr(secrets_kept, "keyring_here", lambda: ring)


def test_a_keyring_that_gives_it_back_is_used(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing lies on the disk then, and nothing is said."""
    said: list[str] = []
    use(monkeypatch, ring := Ring())
    store = SecretStore(places, said.append)

    assert store.keep("s1") == "keyring"

    assert (store.load(), said) == ("s1", [])
    assert all("s1" not in path.read_text() for path in places.state.iterdir())
    store.forget()
    assert (store.load(), ring.kept, list(places.state.iterdir())) == (None, {}, [])


@pytest.mark.parametrize("ring", [None, Ring(deaf=True)], ids=["none", "deaf"])
def test_else_a_file_of_ones_own(places: Places, monkeypatch: pytest.MonkeyPatch, ring: Any) -> None:
    """Mode 0600 from its first byte on; said once, openly."""
    said: list[str] = []
    use(monkeypatch, ring)
    store = SecretStore(places, said.append)

    assert [store.keep("s1"), store.keep("s2")] == ["file", "file"]

    (file,) = places.state.iterdir()
    assert (store.load(), stat.S_IMODE(file.stat().st_mode)) == ("s2", 0o600)
    assert len(said) == 1
    assert str(file) in said[0]
    assert "s1" not in said[0]


def test_what_is_in_a_file_stays_there(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler that reads it next may have no keyring; forgetting begins anew."""
    use(monkeypatch, None)
    store = SecretStore(places)
    store.keep("s1")
    use(monkeypatch, ring := Ring())

    assert (store.keep("s2"), store.load(), ring.kept) == ("file", "s2", {})
    store.forget()
    assert store.keep("s3") == "keyring"


def test_a_keyring_that_cannot_be_read_here_is_not_an_empty_one(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from cron: the pairing is still there, and is not told as lost."""
    use(monkeypatch, Ring())
    store = SecretStore(places)
    store.keep("s1")
    use(monkeypatch, None)

    with pytest.raises(SecretsError, match="cannot be reached from here"):
        store.load()


def test_a_file_that_leads_elsewhere_or_is_open_to_others_is_not_used(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that somebody put there is not followed, and what others could read is not believed."""
    use(monkeypatch, None)
    store = SecretStore(places)
    store.keep("s1")
    (file,) = places.state.iterdir()
    file.chmod(0o644)
    with pytest.raises(SecretsError):
        store.load()
    elsewhere = places.data / "elsewhere"
    elsewhere.write_text("s3")
    elsewhere.chmod(0o600)
    file.unlink()
    file.symlink_to(elsewhere)
    with pytest.raises(SecretsError):
        store.load()

    store.keep("s4")

    assert (store.load(), elsewhere.read_text(), file.is_symlink()) == ("s4", "s3", False)


def test_a_keyring_that_does_not_answer_is_not_waited_for(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks on another screen costs its two seconds and no more."""
    monkeypatch.setattr(secrets_kept, "PATIENCE_S", 0.05)
    asked = threading.Event()

    class Locked(Ring):
        def set_password(self, service: str, name: str, secret: str) -> None:
            asked.wait(30)

        get_password = delete_password = set_password  # type: ignore[assignment]

    use(monkeypatch, Locked())
    store = SecretStore(places)

    assert (store.keep("s1"), store.load()) == ("file", "s1")
    asked.set()


def test_keyrings_that_keep_plain_files_or_nothing_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several the first that can be trusted is taken."""
    import keyring

    def of(module: str) -> Any:
        return type("Keyring", (), {"__module__": module})()

    plain, null, good = of("keyrings.alt.file"), of("keyring.backends.null"), of("keyring.backends.SecretService")
    chain = of("keyring.backends.chainer")
    chain.backends = [plain, good]
    for chosen, expected in ((plain, None), (null, None), (good, good), (chain, good)):
        monkeypatch.setattr(keyring, "get_keyring", lambda chosen=chosen: chosen)
        assert secrets_kept.keyring_here() is expected


def test_two_folders_of_one_name_have_secrets_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile `me` under another folder is another person's."""
    use(monkeypatch, Ring())
    stores = []
    for name in ("one", "two"):
        places = Places("me", *(tmp_path / name / kind for kind in ("data", "config", "cache", "state")))
        places.make()
        stores.append(SecretStore(places))
    stores[0].keep("s1")

    assert stores[1].load() is None
