"""Draws pictures of the app as SVG: the real screens, driven by keys, on a sample program with a generated past."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

NOW = "2026-03-04T08:00:00-06:00"
"""Pinned, so that the pictures are the same whenever they are made."""

SCENES: dict[str, tuple[tuple[int, int], Sequence[str]]] = {
    "today": ((80, 24), ()),
    "today-wide": ((120, 40), ()),
    "session": ((80, 24), ("enter", "enter", "enter", "wait")),
    "calendar": ((80, 24), ("C",)),
    "first-run": ((80, 24), ()),
    "when-to-call": ((80, 24), ("exclamation_mark",)),
}


async def draw(name: str, folder: Path) -> None:
    """One picture."""
    from hep_tui.app import HepApp
    from hep_tui.commands.demo import fill
    from hep_tui.diary import open_diary

    size, keys = SCENES[name]
    if name != "first-run":
        fill("acl-early", days=40)
    diary = open_diary()
    app = HepApp(diary, lambda wait: open_diary(on_wait=wait))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            if key == "wait":
                await asyncio.sleep(7)
            else:
                await pilot.press(key)
            await pilot.pause()
        app.clear_notifications()
        await pilot.pause()
        picture = app.export_screenshot(title=f"hep-tui · {name.replace('-', ' ')}")
    diary.close()
    (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def main(folder: Path) -> None:
    """Every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(HEP_TUI_NOW=NOW, TZ="America/Chicago")
    for name in SCENES:
        with tempfile.TemporaryDirectory() as home:
            os.environ["HEP_TUI_HOME"] = home
            asyncio.run(draw(name, folder))
        print(folder / f"{name}.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
