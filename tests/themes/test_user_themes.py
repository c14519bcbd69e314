"""A theme of one's own: what is wrong with it becomes a sentence, never an exception."""

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.css.stylesheet import Stylesheet
from textual.theme import BUILTIN_THEMES

from hep_tui.theming import MAX_FILES, SEMANTIC_NAMES, load_themes, variable_defaults

SHIPPED = {theme.name for theme in load_themes(None).themes}
GOOD = 'primary = "#93bf9b"\n'


def loaded(tmp_path, text, name="dusk.toml"):
    """The themes and the problems of a folder with this one file."""
    raw = text if isinstance(text, bytes) else text.encode()
    (tmp_path / name).write_bytes(raw)
    result = load_themes(tmp_path)
    own = [theme for theme in result.themes if theme.name not in SHIPPED]
    return own, result.problems


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('primary = "notacolor"', '`primary` is "notacolor", which is not a colour'),
        ('primary = "#12345"', "which is not a colour"),
        ('primary = ""', "which is not a colour"),
        ("primary = 7", "`primary` is a number"),
        ("primary = ['red']", "`primary` is a list"),
        ('secondary = "red"', "`primary` is missing"),
        ("", "`primary` is missing"),
        (GOOD + 'dark = "yes"', '`dark` is "yes", which is neither true nor false'),
        (GOOD + "luminosity_spread = nan", "not a number from 0 to 1"),
        (GOOD + "text_alpha = true", "not a number from 0 to 1"),
        (GOOD + "text_alpha = 1e308", "not a number from 0 to 1"),
        (GOOD + 'background = "#00000000"', "lets the terminal shine through"),
        (GOOD + 'name = "../../x"', '`name` is "../../x", but a theme is called as its file is'),
        (GOOD + "variables = 3", "`variables` is not a table"),
        (GOOD + '[variables]\ndue = "red; } Screen { display: none"', "`due` is"),
        (GOOD + '[variables]\ndue = "{"', "`due` is"),
        (GOOD + '[variables]\ndue = """red\n"""', "`due` is"),
        (GOOD + '[variables]\ndue = "$primary"', "`due` is"),
        (GOOD + '[variables]\ndue = "auto 50%"', "`due` is"),
        (GOOD + '[variables]\ndue = "red 500%"', "`due` is"),
        (GOOD + "[variables]\ndue = 2026-01-01", "`due` is a date"),
        (GOOD + '[variables]\nlink-style = "blinking"', "not a text style"),
        (GOOD + 'primary = "red"', "not valid TOML"),
        ("primary = " + "9" * 900 + "\n" + "x = 1", "`primary` is a number"),
        ("primary = [", "not valid TOML"),
        ("x = [\n" + "[\n" * 5_000, "nested too deeply"),
        (f"{'a.' * 20_000}b = 1", "more than 1000 characters"),
        ("# \n" * 30_000, "larger than 64 KB"),
        ('primary = "red"'.encode("utf-16"), "not UTF-8 text"),
        (GOOD + 'foreground = "#808080"\nbackground = "#808080"', "`foreground` cannot be read on `background`"),
    ],
)
def test_a_bad_theme_is_a_sentence(tmp_path, text, why):
    """Each thing that may be wrong with a file leaves it out and names the file, the key and the reason."""
    own, problems = loaded(tmp_path, text)

    assert own == []
    assert len(problems) == 1
    assert problems[0].startswith("The theme dusk.toml is not used: ")
    assert why in problems[0]


def test_unknown_keys_are_named_and_left_out(tmp_path):
    """A key that nobody knows does not cost the patient the theme."""
    own, problems = loaded(tmp_path, GOOD + 'shadow = "red"\n[variables]\nduee = "red"\ndue = "#fff"')

    assert own[0].variables == {"due": "#fff"}
    assert [problem.split(": ")[1][:10] for problem in problems] == ["`shadow` i", "`duee` is "]


def test_words_that_are_hard_to_read_are_said(tmp_path):
    """A contrast between 3 and 4.5 loads and is spoken of."""
    own, problems = loaded(tmp_path, GOOD + 'dark = false\nforeground = "#777777"\nbackground = "#ffffff"')

    assert [theme.name for theme in own] == ["dusk"]
    assert "`foreground` is hard to read on `background` (contrast 4.48, words need 4.5)" in problems[0]


def test_a_byte_order_mark_is_read_over(tmp_path):
    """An editor that begins a file with a byte order mark has done nothing wrong."""
    own, problems = loaded(tmp_path, "\ufeff" + GOOD)

    assert own[0].primary == "#93bf9b"
    assert problems == ()


@pytest.mark.parametrize("name", ["Dusk.toml", "..toml", "du sk.toml", "a" * 41 + ".toml", "x\x1b[2J.toml"])
def test_odd_file_names_are_refused_and_shown_safely(tmp_path, name):
    """A theme is called as its file is, so that the name is small; an escape in it does not reach the terminal."""
    own, problems = loaded(tmp_path, GOOD, name)

    assert own == []
    assert all("\x1b" not in problem for problem in problems)


def test_what_is_not_a_file_is_refused_at_once(tmp_path):
    """A folder, a pipe, an endless device and a loop of links stand in a theme's place and nothing waits for them."""
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")

    problems = load_themes(tmp_path).problems

    assert [problem.split()[2] for problem in problems] == [
        "folder.toml",
        "gone.toml",
        "loop.toml",
        "pipe.toml",
        "zero.toml",
    ]


def test_a_folder_that_is_missing_says_nothing(tmp_path):
    """Most people have no themes of their own."""
    assert load_themes(tmp_path / "themes").problems == ()


def test_only_so_many_files_are_read(tmp_path):
    """A folder full of files does not hold up the start."""
    for number in range(MAX_FILES + 20):
        (tmp_path / f"t{number}.toml").write_text(GOOD)

    assert len(load_themes(tmp_path).themes) == MAX_FILES + len(SHIPPED)


def test_a_theme_of_the_same_name_takes_the_place_of_a_shipped_one(tmp_path):
    """Patients may repaint the house."""
    (tmp_path / "house-dark.toml").write_text('primary = "#ff8800"\n')

    themes = {theme.name: theme for theme in load_themes(tmp_path).themes}

    assert themes["house-dark"].primary == "#ff8800"
    assert set(themes) == SHIPPED


def test_a_start_reads_one_theme(tmp_path):
    """Asked for one theme, nothing is read or said of any other."""
    (tmp_path / "dusk.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text("primary = 1")

    assert [theme.name for theme in load_themes(tmp_path, only="dusk").themes] == ["dusk"]
    assert load_themes(tmp_path, only="dusk").problems == ()
    assert load_themes(tmp_path, only="nowhere").themes == ()


@pytest.mark.parametrize("name", BUILTIN_THEMES)
def test_every_theme_of_textual_gets_our_names(name):
    """A theme that knows nothing of us still has a value for each of our names, the terminal's own colours too."""
    defaults = variable_defaults(BUILTIN_THEMES[name])

    assert defaults.keys() == set(SEMANTIC_NAMES)
    assert css_parses(BUILTIN_THEMES[name].to_color_system().generate() | defaults)


SOME_COLOURS = [
    "red",
    "#abc",
    "#112233cc",
    "ansi_red",
    "ansi_default",
    "rgb(1,2,3)",
    "hsl(9,10%,20%)",
    "auto",
    "#fff 40%",
]
COLOUR_TEXTS = st.sampled_from(SOME_COLOURS) | st.text(max_size=12) | st.from_regex(r"[#(),.%a-z0-9 ]{1,20}")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(st.sampled_from(["secondary", "foreground", "background", "boost", "panel"]), COLOUR_TEXTS),
    variables=st.dictionaries(
        st.sampled_from(["due", "heat-1", "footer-background", "link-style", "text", "block-cursor-background"]),
        COLOUR_TEXTS,
    ),
    ansi=st.booleans(),
)
def test_whatever_is_accepted_can_be_used(tmp_path, fields, variables, ansi):
    """A theme that was let in never breaks the style sheet it is put into."""
    text = f"{GOOD}ansi = {str(ansi).lower()}\n" + "".join(f"{key} = {toml(value)}\n" for key, value in fields.items())
    text += "[variables]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in variables.items())

    for theme in loaded(tmp_path, text)[0]:
        values = theme.to_color_system().generate() | variable_defaults(theme) | theme.variables

        assert css_parses(values)


def toml(text):
    """A TOML string of any text, every character escaped."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text if not 0xD800 <= ord(char) < 0xE000) + '"'


def css_parses(variables):
    """Whether each value can stand where it is used: colours as colour and ground, styles as text style."""
    rules = []
    for name in ("due", "heat-1", "muted", "foreground", "footer-background", "block-cursor-background"):
        rules.append(f"Screen {{ color: ${name}; background: ${name}; }}")
    rules.append("Screen { link-style: $link-style; color: $text; }")
    sheet = Stylesheet(variables=variables)
    sheet.add_source("\n".join(rules))
    sheet.parse()
    return bool(sheet.rules)


def test_the_toml_reader_waits_until_a_theme_is_read():
    """Importing the loader does not import the TOML reader."""
    code = "import sys, hep_tui.theming; sys.exit('tomllib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
