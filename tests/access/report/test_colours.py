"""Contrast, as WCAG 2.2 asks for on level AA: 4.5 for text, 3 for what shows the focus."""

import re

import pytest

from access.report.templates import text_of

_TEXT = ["ink", "soft", "link", "hosts", "tasks", "people", "others", "good", "bad", "open"]
_TEXT += ["L", "R", "W", "T", "P", "Q"]
_GROUNDS = ["paper", "raised", "sunken"]
_LIGHT, _DARK = (
    dict(re.findall(r"--([A-Za-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", text_of("style.css"), re.DOTALL)
)


def contrast(one: str, other: str) -> float:
    """ "Contrast ratio" and "relative luminance" of WCAG."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [_LIGHT, _DARK], ids=["light", "dark"])
def test_all_text_can_be_read(colours: dict[str, str]) -> None:
    pairs = [(text, ground) for text in _TEXT for ground in _GROUNDS] + [("raised", "P")]
    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}
    assert all(contrast(colours["focus"], colours[ground]) >= 3 for ground in _GROUNDS)


def test_too_little_contrast_is_found() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") < 4.5
