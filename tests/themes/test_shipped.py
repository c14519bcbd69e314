"""The themes that ship: they load, they can be read, and their shades can be told apart."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import hep_tui.screens
from hep_tui.theme_choice import FEW_COLOURS_THEME, LIGHT_THEME, usual_theme
from hep_tui.theming import DEFAULT_THEME, SEMANTIC_NAMES, contrast, load_themes, luminance, variable_defaults
from themes.colour_sight import EYES, JUST_NOTICEABLE, apart, seen

SHIPPED = {theme.name: theme for theme in load_themes(None).themes}
PAINTED = [name for name, theme in SHIPPED.items() if not theme.ansi]
"""Those with colours of their own; the sixteen of a terminal are its owner's."""
GROUNDS = ("background", "surface", "panel")
OF_TEXTUAL = ("foreground", "accent", "primary", "secondary", "success", "warning", "error")
WORDS = (
    *OF_TEXTUAL,
    *("muted", "due", "done", "partial", "excused", "skipped", "symptom"),
    *("lead-in", "hold", "rest", "switch", "side-left", "side-right"),
)
"""What words are written in, on any ground."""
PHASES = ("lead-in", "hold", "rest", "switch")
SESSION = (Path(hep_tui.screens.__path__[0]) / "session.tcss").read_text(encoding="utf-8")
SHADES = re.findall(r"background-tint: \$([\w-]+) (\d+)%", SESSION)
"""How the ground of a running session shifts with its phase."""


def colours(theme: Theme) -> dict[str, Color]:
    """Every colour of a theme that we draw with."""
    variables = theme.to_color_system().generate() | theme.variables
    return {name: Color.parse(variables[name]) for name in (*GROUNDS, *OF_TEXTUAL, *SEMANTIC_NAMES)}


def test_every_shipped_theme_loads_without_a_word():
    """Nothing is wrong with any of them, and those that a start may choose are among them."""
    loaded = load_themes(None)

    assert loaded.problems == ()
    assert len(SHIPPED) == 8
    assert {DEFAULT_THEME, LIGHT_THEME, FEW_COLOURS_THEME, "high-contrast", "clear-sight", "lamplight"} <= set(SHIPPED)


@pytest.mark.parametrize(
    ("environ", "can_show", "theme"),
    [
        ({}, "truecolor", DEFAULT_THEME),
        ({"COLORFGBG": "15;0"}, "truecolor", DEFAULT_THEME),
        ({"COLORFGBG": "0;15"}, "truecolor", LIGHT_THEME),
        ({"COLORFGBG": "0;default;7"}, "256", LIGHT_THEME),
        ({"COLORFGBG": "0;default"}, "256", DEFAULT_THEME),
        ({"COLORFGBG": "what;ever;15x"}, "256", DEFAULT_THEME),
        ({"COLORFGBG": "0;15"}, "standard", FEW_COLOURS_THEME),
        ({}, None, DEFAULT_THEME),
    ],
)
def test_who_chose_no_theme_gets_one_that_suits_the_terminal(environ, can_show, theme):
    """A light ground gets the light theme and a terminal of sixteen colours its own ones; else it is dark."""
    assert usual_theme(environ, can_show) == theme


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_themes_set_every_name(name):
    """A shipped theme leaves nothing to be derived, so that the start does not pay for it."""
    assert variable_defaults(SHIPPED[name]) == {}


@pytest.mark.parametrize("name", PAINTED)
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_reach_aa(name, ground):
    """Words have a contrast of at least 4.5 on every ground they may stand on (WCAG 2.2, 1.4.3), most of them 7."""
    found = colours(SHIPPED[name])
    low = {word: contrast(found[word], found[ground]) for word in WORDS}

    assert contrast(found["foreground"], found[ground]) >= 7
    assert not {word: ratio for word, ratio in low.items() if ratio < (7 if name == "high-contrast" else 4.5)}


@pytest.mark.parametrize("name", PAINTED)
@pytest.mark.parametrize(("shade", "percent"), SHADES)
def test_words_of_a_session_reach_aa_on_its_shades(name, shade, percent):
    """The ground shifts with the phase, and for a cue a little more; what stands on it can be read all the same."""
    found = colours(SHIPPED[name])
    ground = found["background"].tint(found[shade].with_alpha(int(percent) / 100))
    written = {"foreground", "muted", "warning", "hold", shade}

    assert not {word: contrast(found[word], ground) for word in written if contrast(found[word], ground) < 4.5}


def test_the_shades_of_a_session_are_found():
    """Each phase has one, and the flash."""
    assert {shade for shade, _ in SHADES} >= {*PHASES, "foreground"}


@pytest.mark.parametrize("name", PAINTED)
@pytest.mark.parametrize("ground", GROUNDS)
def test_glyphs_can_be_seen(name, ground):
    """Every glyph has a contrast of at least 3 on every ground (WCAG 2.2, 1.4.11)."""
    found = colours(SHIPPED[name])
    low = {glyph: contrast(found[glyph], found[ground]) for glyph in SEMANTIC_NAMES}

    assert not {glyph: ratio for glyph, ratio in low.items() if ratio < 3}


@pytest.mark.parametrize("name", PAINTED)
def test_heat_levels_are_steps_in_one_direction(name):
    """Each level of the heatmap stands out more than the one before, by a step the eye can see."""
    found = colours(SHIPPED[name])
    levels = [found[f"heat-{level}"] for level in range(1, 5)]
    against_ground = [contrast(level, found["background"]) for level in levels]

    assert against_ground == sorted(against_ground)
    assert all(contrast(one, other) >= 1.25 for one, other in pairwise(levels))
    assert sorted(map(luminance, levels), reverse=not SHIPPED[name].dark) == [luminance(level) for level in levels]


@pytest.mark.parametrize("name", PAINTED)
def test_a_missed_day_is_not_red(name):
    """What is due or skipped has next to no colour of its own: its chroma is that of a grey."""
    found = colours(SHIPPED[name])
    chroma = {state: max(found[state].rgb) - min(found[state].rgb) for state in ("due", "skipped", "heat-0")}

    assert max(chroma.values()) <= 40


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", PAINTED)
def test_heat_levels_can_be_told_apart(name, eyes):
    """Neighbouring levels are four times as far apart as can just be seen, for every kind of eyes."""
    found = colours(SHIPPED[name])
    levels = [found[f"heat-{level}"] for level in range(1, 5)]

    assert all(apart(one, other, eyes) >= 4 * JUST_NOTICEABLE for one, other in pairwise(levels))


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", PAINTED)
def test_phases_and_sides_can_be_told_apart(name, eyes):
    """Lead-in, hold, rest and switch, and left and right, are six times as far apart as can just be seen."""
    found = colours(SHIPPED[name])
    pairs = (*combinations(PHASES, 2), ("side-left", "side-right"))
    near = {(one, other): apart(found[one], found[other], eyes) for one, other in pairs}

    assert not {pair: distance for pair, distance in near.items() if distance < 6 * JUST_NOTICEABLE}


@pytest.mark.parametrize(("one", "other", "distance"), [("#000", "#fff", 100.0), ("#f00", "#0f0", 170.6)])
def test_distances_are_those_of_the_standard(one, other, distance):
    """Black and white are 100 apart; red and green as far as published tables of ΔE*ab say."""
    assert apart(Color.parse(one), Color.parse(other)) == pytest.approx(distance, abs=0.1)


@pytest.mark.parametrize("eyes", [kind for kind in EYES if kind != "usual"])
def test_greys_look_the_same_to_all_eyes(eyes):
    """The published matrices keep what has no hue: a slip in one of their numbers would not."""
    for grey in ("#000", "#777", "#fff"):
        assert apart(Color.parse(grey), Color.parse(grey), eyes) == 0
        usual, simulated = seen(Color.parse(grey), "usual"), seen(Color.parse(grey), eyes)
        assert usual == pytest.approx(simulated, abs=1e-4)


PALETTES = {
    "Linux console": {"green": "#00aa00", "magenta": "#aa00aa"},
    "macOS Terminal": {"green": "#00a600", "magenta": "#b200b2"},
    "Tango": {"green": "#4e9a06", "magenta": "#75507b"},
    "Campbell": {"green": "#13a10e", "magenta": "#881798"},
    "xterm": {"green": "#00cd00", "magenta": "#cd00cd"},
}
"""What the two colours of the sixteen look like in the usual terminals."""


def test_sixteen_colours_are_the_terminals_own():
    """Every colour is one of the terminal's, words are in its foreground, and the two others vanish on no ground."""
    theme = SHIPPED[FEW_COLOURS_THEME]
    found = colours(theme)
    used = {colour.css.removeprefix("ansi_") for colour in found.values()}

    assert all(colour.ansi is not None for colour in found.values())
    assert used == {"default", "green", "magenta"}
    assert {found[word].css for word in ("foreground", "muted", "accent", "due")} == {"ansi_default"}
    for palette in PALETTES.values():
        for colour in palette.values():
            assert min(contrast(Color.parse(colour), Color.parse(ground)) for ground in ("#000", "#fff")) > 2
