"""The pages that people read: what they say to type is understood, and where they point is there."""

from __future__ import annotations

import itertools
import re
import shlex
from pathlib import Path

import click
import pytest

import project_tree as tree
from hep_tui.commands.root import root

ROOT = tree.ROOT
FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LINE = re.compile(r"^(?:\$ )?(?:\./|\.venv/bin/)?hep-tui (.*)$")


def text_of(page: Path) -> str:
    """A page."""
    return page.read_text(encoding="utf-8")


def command_lines(page: Path) -> list[str]:
    """What a page shows as typed after `hep-tui`: in blocks, in indented lines, and within sentences."""
    text = text_of(page)
    shown = [line for block in FENCED.findall(text) for line in block.splitlines()]
    rest = FENCED.sub("", text)
    shown += [line.strip() for line in rest.splitlines() if line.startswith("    ")]
    # A command within a sentence may go on in its next line.
    shown += [" ".join(inline.split()) for inline in INLINE.findall(rest)]
    return [found[1] for line in shown if (found := LINE.match(line))]


def spelled_out(line: str) -> list[list[str]]:
    """The arguments of a line, once for each choice that it writes as a|b; brackets and dots are the page's own."""
    words = shlex.split(line, comments=True)
    choices = [word.strip("[]…").split("|") for word in words]
    return [[word for word in words if word] for words in itertools.product(*choices)]


SHOWN = [
    (str(page.relative_to(ROOT)), line, arguments)
    for page in tree.pages()
    for line in command_lines(page)
    for arguments in spelled_out(line)
]


@pytest.mark.parametrize(("page", "line", "arguments"), SHOWN, ids=[f"{page}: {' '.join(a)}" for page, _, a in SHOWN])
def test_every_command_shown_is_understood(
    monkeypatch: pytest.MonkeyPatch, page: str, line: str, arguments: list[str]
) -> None:
    """Command, options and arguments are read by the program's own parser; nothing is run."""
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    try:
        root.main(list(arguments), prog_name="hep-tui", standalone_mode=False)
    except click.ClickException as error:
        # A sentence may name a command alone, as the one that does something.
        named_only = len(arguments) == 1 and isinstance(error, click.MissingParameter)
        if not named_only:
            pytest.fail(f"{page} shows `hep-tui {line}`: {error.format_message()}")


def test_the_parser_refuses_what_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown commands, unknown options and wrong values are found this way."""
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    for wrong in (["frobnicate"], ["today", "--frobnicate"], ["symptom", "11"], ["export", "--format", "pdf"]):
        with pytest.raises(click.ClickException):
            root.main(wrong, prog_name="hep-tui", standalone_mode=False)


def test_commands_are_found_on_the_pages() -> None:
    """The pages do show commands, in each of the ways that are looked for."""
    assert {"README.md", "docs/first-day.md", "docs/data-and-privacy.md"} <= {page for page, _, _ in SHOWN}
    assert len(SHOWN) > 20


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


LINKS = [(page, target) for page in tree.pages() for target in LINK.findall(FENCED.sub("", text_of(page)))]


@pytest.mark.parametrize(("page", "target"), LINKS, ids=[f"{p.relative_to(ROOT)} to {t}" for p, t in LINKS])
def test_every_link_leads_somewhere(page: Path, target: str) -> None:
    """A relative link names a file of the repository, and its anchor a heading of that file; others are https."""
    if "://" in target:
        assert target.startswith("https://")
        return
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    assert file.is_relative_to(ROOT)
    assert file.exists(), f"{page.name} links to {target}"
    assert not anchor or anchor in anchors(file), f"{file.name} has no heading for #{anchor}"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_page_can_be_reached(page: Path) -> None:
    """Each page of the documentation is linked from the README or from another page."""
    others = [(other.parent / target.partition("#")[0]).resolve() for other, target in LINKS if other != page]
    assert page in others
