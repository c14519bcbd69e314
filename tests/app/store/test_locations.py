from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.filled import places_in
from hep_tui.locations import BadProfile, NoHome, NotAFolder, NotWritable, NotYours, find_places
from hep_tui.place_warnings import Doubt, file_system, place_warnings

NOBODY = 65534


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A process that would let everyone read and write what it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("name", ["", ".me", "..", "a/b", "../x", "a..b", "é", "a" * 65, "a\n", "a b", "x\x1b[31m"])
def test_a_profile_name_that_is_no_plain_name_is_refused(name: str) -> None:
    """No profile name can reach outside of its folder or into the terminal."""
    with pytest.raises(BadProfile) as refused:
        find_places(name, {"HEP_TUI_HOME": "/somewhere"})
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("name", ["me", "Anna-2", "a.b_c", "0", "a" * 64])
def test_a_plain_profile_name_is_taken(name: str) -> None:
    """Ordinary names keep their own folder under each of the four."""
    places = find_places(name, {"HEP_TUI_HOME": "/somewhere"})
    assert [folder.name for folder in (places.data, places.config, places.cache, places.state)] == [name] * 4
    assert places.database == Path("/somewhere/data") / name / "hep.db"


def test_case_12_without_a_home_nothing_is_guessed() -> None:
    """HOME unset, empty or relative is refused with a sentence; no temporary folder is used."""
    for environ in ({}, {"HOME": ""}, {"HOME": "somewhere"}):
        with pytest.raises(NoHome, match="HEP_TUI_HOME"):
            find_places("me", environ)


def test_the_platforms_own_folders_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With HOME alone the four folders lie apart, below it, and end in the profile."""
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    places = find_places("me", {"HOME": str(tmp_path)})
    folders = {places.data, places.config, places.cache, places.state}
    assert len(folders) == 4
    assert all(folder.is_relative_to(tmp_path) and folder.name == "me" for folder in folders)


def test_case_12_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """A file in the way is named and left as it is."""
    (tmp_path / "home").write_text("mine")
    with pytest.raises(NotAFolder, match="file lies"):
        places_in(tmp_path / "home").make()
    assert (tmp_path / "home").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can act for another user")
def test_case_12_a_folder_of_another_user_or_one_that_cannot_be_written(reachable: Path) -> None:
    """A link to another user's folder, and a folder without permission, are refused."""
    theirs, closed = reachable / "theirs", reachable / "closed"
    theirs.mkdir()
    closed.mkdir(mode=0o555)
    home = reachable / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "me").symlink_to(theirs)
    for path in (home, home / "data", closed):
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        with pytest.raises(NotYours):
            places_in(home).make()
        with pytest.raises(NotWritable):
            places_in(closed).make()
    finally:
        os.seteuid(0)


@pytest.mark.usefixtures("open_umask")
def test_case_14_folders_are_closed_to_others_whatever_the_umask(tmp_path: Path) -> None:
    """Every folder that is made has mode 0700, the ones on the way too."""
    places = places_in(tmp_path / "home")
    places.make()
    for folder in (tmp_path / "home", tmp_path / "home" / "data", places.data, places.config, places.state):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


def test_a_folder_of_ours_that_others_can_read_is_closed(tmp_path: Path) -> None:
    """A profile folder that was opened to others is closed again."""
    places = places_in(tmp_path / "home")
    places.make()
    places.data.chmod(0o755)
    places.make()
    assert stat.S_IMODE(places.data.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can use another user's folder")
def test_case_13_the_administrator_in_anothers_home_is_warned(tmp_path: Path) -> None:
    """As root in another user's folder a warning comes back, and no owner is changed."""
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)
    found = place_warnings(places_in(home))
    assert [warning.doubt for warning in found] == [Doubt.ANOTHER_USER]
    assert home.stat().st_uid == NOBODY


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Clinic", "iCloud Drive", "Nextcloud"])
def test_case_60_a_synchronised_folder_is_warned_of(tmp_path: Path, name: str) -> None:
    """A folder with the name of a cloud service is told from the services' own names."""
    assert Doubt.CLOUD_FOLDER in [warning.doubt for warning in place_warnings(places_in(tmp_path / name))]


def test_case_60_a_marker_of_a_synchronised_folder_is_found(tmp_path: Path) -> None:
    """Syncthing leaves a marker in the folder it synchronises, whatever that is called."""
    (tmp_path / ".stfolder").mkdir()
    (warning,) = place_warnings(places_in(tmp_path / "papers"), tmp_path / "no-mounts")
    assert "Syncthing" in warning.sentence


def test_case_60_a_network_file_system_is_warned_of(tmp_path: Path) -> None:
    """The deepest mount decides, and names in the mount table are unescaped."""
    far = tmp_path / "far away"
    mounts = tmp_path / "mounts"
    escaped = str(far).replace(" ", "\\040")
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\n")
    assert file_system(far / "deep", mounts) == "nfs4"
    assert file_system(tmp_path, mounts) == "ext4"
    assert [w.doubt for w in place_warnings(places_in(far), mounts)] == [Doubt.NETWORK_FOLDER]
