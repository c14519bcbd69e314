"""What is doubtful about where a person's files lie: folders that are synchronised, far away or someone else's."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path

from hep_care.frozen import frozen
from hep_tui.locations import Places, shown

_NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2",
    "fuse.glusterfs", "fuse.gcsfuse", "fuse.s3fs", "fuse.smbnetfs", "ncpfs", "lustre", "beegfs", "gfs2", "ocfs2",
})  # fmt: skip
_CLOUD_NAMES = re.compile(
    r"(dropbox|onedrive|icloud ?drive|mobile documents|com~apple~clouddocs|google ?drive|nextcloud|owncloud)\b.*", re.I
)
_CLOUD_MARKERS = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".stfolder": "Syncthing", ".stignore": "Syncthing",
    ".owncloudsync.log": "ownCloud", ".nextcloudsync.log": "Nextcloud",
}  # fmt: skip
_MOUNTS = Path("/proc/self/mounts")


class Doubt(StrEnum):
    """Why a place is doubtful."""

    CLOUD_FOLDER = "cloud-folder"
    NETWORK_FOLDER = "network-folder"
    ANOTHER_USER = "another-user"


@frozen
class PlaceWarning:
    """Something the patient should know once; the app works all the same."""

    doubt: Doubt
    sentence: str


def place_warnings(places: Places, mounts: Path = _MOUNTS) -> tuple[PlaceWarning, ...]:
    """What is doubtful about the folder of the patient's file; nothing is changed."""
    folder = Path(os.path.realpath(places.data))
    found = (_in_cloud(folder), _on_network(folder, mounts), _someone_elses(folder))
    return tuple(warning for warning in found if warning is not None)


def _in_cloud(folder: Path) -> PlaceWarning | None:
    service = next((part for part in folder.parts if _CLOUD_NAMES.fullmatch(part)), None)
    if service is None:
        marked = (_CLOUD_MARKERS[m] for up in (folder, *folder.parents) for m in _CLOUD_MARKERS if (up / m).exists())
        service = next(marked, None)
    if service is None:
        return None
    return PlaceWarning(
        Doubt.CLOUD_FOLDER,
        f"Your file lies in a folder that {shown(Path(service))} synchronises, which can damage it while it is "
        "written; move it to a folder that stays on this computer.",
    )


def _on_network(folder: Path, mounts: Path) -> PlaceWarning | None:
    kind = file_system(folder, mounts)
    if kind not in _NETWORK:
        return None
    return PlaceWarning(
        Doubt.NETWORK_FOLDER,
        f"Your file lies on another computer ({kind}); saving may be slow and locks may fail, so use it from one "
        "computer at a time.",
    )


def file_system(folder: Path, mounts: Path = _MOUNTS) -> str:
    """Type of the file system a folder lies on, in the words of the mount table; empty where that is not known."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        # Of two mounts on one point the later one is seen.
        if (folder == point or point in folder.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


def _someone_elses(folder: Path) -> PlaceWarning | None:
    nearest = next((up for up in (folder, *folder.parents) if up.exists()), folder)
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or nearest.stat().st_uid == 0:
        return None
    return PlaceWarning(
        Doubt.ANOTHER_USER,
        "You are running this as the administrator in another user's folder; files made now would not open for that "
        "user, so start it without sudo.",
    )
