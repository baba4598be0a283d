"""The colours can be read: 4.5:1 for text, 3:1 for shapes, in light and in dark."""

import pytest

from flowbuilder.config.look import tokens

TEXT_ON_GROUND = [
    (text, ground)
    for text in ("text", "text-soft", "text-faint", "accent-text", "good", "warn", "bad")
    for ground in ("canvas", "surface", "raised", "sunken")
] + [
    ("text", "hover"),
    ("text-soft", "hover"),
    ("text", "note"),
    ("text-soft", "note"),
    ("text", "accent-soft"),
    ("accent-text", "accent-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-status", "good"),
    ("on-status", "warn"),
    ("on-status", "bad"),
    *[(name, "surface") for name in ("talk", "ask", "know", "decide", "reach", "people")],
]
SHAPES_ON_GROUND = [
    (shape, ground)
    for shape in ("border-strong", "focus", "chart-1", "chart-2", "chart-3", "chart-4", "chart-5")
    for ground in ("canvas", "surface")
]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(scheme, text, ground):
    colours = tokens()[scheme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES_ON_GROUND)
def test_shapes_can_be_told_apart(scheme, shape, ground):
    colours = tokens()[scheme]

    assert contrast(colours[shape], colours[ground]) >= 3


def test_light_and_dark_name_the_same_colours():
    assert tokens()["light"].keys() == tokens()["dark"].keys()
