"""Colours of the charts: the blues of the State's design system, which stay apart once printed in grey."""

INK = "#161616"
MENTION = "#666666"
RULE = "#929292"
PAPER = "#ffffff"
BLUE = "#000091"
TARGET = "#b34000"
MISSING = "#f6f6f6"

# From the fewest to the most.
SEQUENTIAL = ("#cacafb", "#a6a6f8", "#8585f6", "#4848c9", "#000091")
# Which of them a map of one to five classes takes.
_STEPS = {1: (1,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 2, 3, 4), 5: (0, 1, 2, 3, 4)}

# By the status of a target: the darker, the better kept.
STATUS = {"reached": BLUE, "late": "#4848c9", "ongoing": "#8585f6", "missed": "#cacafb"}


def sequential(count: int) -> tuple[str, ...]:
    """The colours of `count` classes, 1 to 5, from the lightest to the darkest."""
    return tuple(SEQUENTIAL[step] for step in _STEPS[count])


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 for black to 1 for white, as WCAG defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(fill: str) -> str:
    """The colour of a text that is written on `fill`: ink or paper, whichever reads better."""
    return max(INK, PAPER, key=lambda ink: contrast(ink, fill))
