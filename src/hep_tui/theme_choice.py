"""Which themes there are to choose from, and which one suits a terminal when nobody chose."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import hep_themes
from hep_tui.theming import DEFAULT_THEME, MAX_FILES, THEME_NAME

LIGHT_THEME = "house-light"
FEW_COLOURS_THEME = "terminal-16"


def usual_theme(environ: Mapping[str, str], colours: str | None) -> str:
    """The theme of somebody who chose none: what the terminal says of itself decides, and it is not asked.

    `colours` is what it can show ("standard": sixteen colours). `COLORFGBG` ends with the number of the ground's
    colour; 7 and 9 to 15 are light ones.
    """
    if colours in ("standard", "windows"):
        return FEW_COLOURS_THEME
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT_THEME if ground in ("7", "9", "10", "11", "12", "13", "14", "15") else DEFAULT_THEME


def theme_names(user_dir: Path) -> list[str]:
    """The names of the shipped themes and of the patient's own, the house themes first; no file is read."""
    try:
        own = {path.stem for path in islice(user_dir.glob("*.toml"), MAX_FILES) if THEME_NAME.fullmatch(path.stem)}
    except OSError:
        own = set()
    shipped = {path.stem for path in Path(hep_themes.__file__).parent.glob("*.toml")}
    return sorted(
        shipped | own, key=lambda name: (name not in (DEFAULT_THEME, LIGHT_THEME), name in own - shipped, name)
    )
