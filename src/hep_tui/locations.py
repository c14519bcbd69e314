"""Where a person's data, settings, cache and memory lie on this computer.

`HEP_TUI_HOME` puts all of them under one folder; otherwise they go to the platform's own user folders.
Nothing falls back to a temporary folder: what cannot be kept safely is refused with a sentence.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from hep_care.frozen import frozen
from hep_care.plain_text import plain_text

APP = "hep-tui"
HOME = "HEP_TUI_HOME"
DEFAULT_PROFILE = "me"
DEMO_FOLDER = "hep-tui-demo-"
"""How the name of a demonstration's folder begins; it goes when the demonstration ends."""
EFFECTIVE_IDS = os.access in os.supports_effective_ids
"""Whether the system can say what this process may do, rather than the user who started it."""
_PROFILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")


class PlacesError(Exception):
    """A place that cannot be used; its text is one sentence for the patient.

    ::

        PlacesError
        ├── BadProfile     a profile name that is no plain name
        ├── NoHome         nothing says where this person's files belong
        ├── NotAFolder     something else lies where a folder should be
        ├── NotYours       the folder belongs to another user
        └── NotWritable    nothing can be kept in the folder
    """


class BadProfile(PlacesError):
    """A profile name is not a plain name."""


class NoHome(PlacesError):
    """Nothing says where this person's files belong."""


class NotAFolder(PlacesError):
    """Something else lies where a folder should be."""


class NotYours(PlacesError):
    """The folder belongs to another user of this computer."""


class NotWritable(PlacesError):
    """Nothing can be kept in the folder."""


@frozen
class Places:
    """The folders of one profile, all absolute."""

    profile: str
    data: Path
    """The patient's file and its backups; the only folder that must never be lost."""
    config: Path
    cache: Path
    """What can be fetched again, such as videos."""
    state: Path
    """What this computer remembers about the file: locks, and that there is one."""

    @property
    def database(self) -> Path:
        """The patient's file."""
        return self.data / "hep.db"

    @property
    def backups(self) -> Path:
        """Folder of the verified copies."""
        return self.data / "backups"

    @property
    def memory(self) -> Path:
        """What the state folder remembers about the patient's file."""
        return self.state / "file.json"

    @property
    def app_lease(self) -> Path:
        """Held by the one full-screen app of this profile."""
        return self.state / "app.lock"

    @property
    def sync_lease(self) -> Path:
        """Held by whoever talks to the clinic."""
        return self.state / "sync.lock"

    @property
    def token_lease(self) -> Path:
        """Held by whoever renews the clinic's access."""
        return self.state / "token.lock"

    @property
    def passing(self) -> bool:
        """Whether all of it goes with a demonstration, so that nothing outside may rely on it."""
        return any(folder.name.startswith(DEMO_FOLDER) for folder in self.data.parents)

    def make(self) -> None:
        """Make the folders that are missing, mode 0700 whatever the umask, and check the others.

        Raises a `PlacesError` for a folder that is none, is another user's or cannot be written.
        """
        for folder in (self.data, self.config, self.cache, self.state):
            make_folder(folder)


def find_places(profile: str = DEFAULT_PROFILE, environ: Mapping[str, str] = os.environ) -> Places:
    """The folders of a profile; nothing is made or looked at.

    Raises `BadProfile` for a name that is no plain name and `NoHome` where no folder is known.
    """
    # "a..b" would be harmless here, but such a name travels into messages and scripts.
    if not _PROFILE.fullmatch(profile) or ".." in profile:
        raise BadProfile(
            f"“{plain_text(profile, limit=64)}” cannot be a profile name: use up to 64 letters, digits, dots, "
            "dashes or underscores, the first one no dot."
        )
    own = environ.get(HOME, "")
    if own:
        if "\0" in own:
            raise NoHome(f"{HOME} holds a NUL character; set it to the path of a folder.")
        top = Path(own).absolute()
        return Places(profile, *(top / kind / profile for kind in ("data", "config", "cache", "state")))
    return _platform_places(profile, environ)


def _platform_places(profile: str, environ: Mapping[str, str]) -> Places:
    if os.name == "posix" and not os.path.isabs(environ.get("HOME", "")):  # noqa: PTH117  a text, not yet a path
        raise NoHome(f"Your home folder is not known (HOME is not set); set it, or set {HOME} to a folder of your own.")
    # Imported here: demonstrations and tests name their own folder.
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APP, appauthor=False)
    folders = (dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_state_path)
    # Where the platform has one folder for several purposes, they stay apart in it.
    kinds = ("data", "config", "cache", "state")
    shared = len(set(folders)) < len(folders)
    return Places(profile, *((f / kind if shared else f) / profile for f, kind in zip(folders, kinds, strict=True)))


def make_folder(folder: Path) -> None:
    """Make one folder, mode 0700 whatever the umask, or check the one that is there."""
    name = shown(folder)
    try:
        for up in reversed((folder, *folder.parents)):
            if not up.exists():
                up.mkdir(mode=0o700, exist_ok=True)
        about = folder.stat()
        if not stat.S_ISDIR(about.st_mode):
            raise NotADirectoryError
    except (FileExistsError, NotADirectoryError):
        raise NotAFolder(
            f"{name} cannot be made: a file lies where the folder should be; move that file away."
        ) from None
    except OSError as error:
        raise NotWritable(
            f"{name} cannot be made ({error.strerror}); make it writable, or set {HOME} to another folder."
        ) from None
    me = _user()
    if me is None:
        return
    if me not in (0, about.st_uid):
        raise NotYours(f"{name} belongs to another user of this computer; set {HOME} to a folder of your own.")
    # A strict umask can also have left too little.
    if me == about.st_uid and stat.S_IMODE(about.st_mode) != 0o700:
        _close_to_others(folder, name)
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=EFFECTIVE_IDS):
        raise NotWritable(f"{name} cannot be written; make it writable, or set {HOME} to another folder.")


def _close_to_others(folder: Path, name: str) -> None:
    try:
        folder.chmod(0o700)
    except OSError as error:
        raise NotWritable(f"{name} cannot be closed to other users ({error.strerror}).") from None


def _user() -> int | None:
    """The number of the user this process acts for; None where the platform has no such numbers."""
    return os.geteuid() if hasattr(os, "geteuid") else None


def shown(path: Path) -> str:
    """A path as it may stand in a sentence."""
    return plain_text(os.fsencode(path).decode("utf-8", "replace"), limit=200)
