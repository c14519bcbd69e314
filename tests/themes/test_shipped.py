"""The themes that ship: they load, they can be read, and their shades can be told apart."""

from itertools import pairwise

import pytest
from textual.color import Color
from textual.theme import Theme

from hep_tui.theming import DEFAULT_THEME, SEMANTIC_NAMES, contrast, load_themes, luminance, variable_defaults

SHIPPED = {theme.name: theme for theme in load_themes(None).themes}
GROUNDS = ("background", "surface", "panel")
WORDS = ("muted", "due", "done", "partial", "excused", "skipped", "symptom", "lead-in", "hold", "rest", "switch")


def colours(theme: Theme) -> dict[str, Color]:
    """Every colour of a theme that we draw with."""
    variables = theme.to_color_system().generate() | theme.variables
    return {name: Color.parse(variables[name]) for name in (*GROUNDS, "foreground", "accent", *SEMANTIC_NAMES)}


def test_every_shipped_theme_loads_without_a_word():
    """Both house themes are there, nothing is wrong with them, and the default is one of them."""
    loaded = load_themes(None)

    assert loaded.problems == ()
    assert [theme.name for theme in loaded.themes] == ["house-dark", "house-light"]
    assert DEFAULT_THEME in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_themes_set_every_name(name):
    """A shipped theme leaves nothing to be derived, so that the start does not pay for it."""
    assert variable_defaults(SHIPPED[name]) == {}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("ground", GROUNDS)
def test_words_reach_aa(name, ground):
    """Words have a contrast of at least 4.5 on every ground they may stand on (WCAG 2.2, 1.4.3)."""
    found = colours(SHIPPED[name])

    assert contrast(found["foreground"], found[ground]) >= 7
    assert contrast(found["muted"], found[ground]) >= 4.5
    assert contrast(found["accent"], found[ground]) >= 4.5


@pytest.mark.parametrize("name", SHIPPED)
def test_states_and_phases_reach_aa_on_the_background(name):
    """The colours that words of a state or a phase are written in have a contrast of at least 4.5."""
    found = colours(SHIPPED[name])
    low = {word: contrast(found[word], found["background"]) for word in WORDS}

    assert not {word: ratio for word, ratio in low.items() if ratio < 4.5}


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("ground", GROUNDS)
def test_glyphs_can_be_seen(name, ground):
    """Every glyph has a contrast of at least 3 on every ground (WCAG 2.2, 1.4.11)."""
    found = colours(SHIPPED[name])
    low = {glyph: contrast(found[glyph], found[ground]) for glyph in SEMANTIC_NAMES}

    assert not {glyph: ratio for glyph, ratio in low.items() if ratio < 3}


@pytest.mark.parametrize("name", SHIPPED)
def test_heat_levels_are_steps_in_one_direction(name):
    """Each level of the heatmap stands out more than the one before, by a step the eye can see."""
    found = colours(SHIPPED[name])
    levels = [found[f"heat-{level}"] for level in range(1, 5)]
    against_ground = [contrast(level, found["background"]) for level in levels]

    assert against_ground == sorted(against_ground)
    assert all(contrast(one, other) >= 1.25 for one, other in pairwise(levels))
    assert sorted(map(luminance, levels), reverse=not SHIPPED[name].dark) == [luminance(level) for level in levels]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_missed_day_is_not_red(name):
    """What is due or skipped has next to no colour of its own: its chroma is that of a grey."""
    found = colours(SHIPPED[name])
    chroma = {state: max(found[state].rgb) - min(found[state].rgb) for state in ("due", "skipped", "heat-0")}

    assert max(chroma.values()) <= 40
