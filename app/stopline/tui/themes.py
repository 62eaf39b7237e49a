"""The two themes. One accent; red belongs to STOPPED, amber to HELD and PENDING; colours never carry meaning alone."""

from collections.abc import Mapping

from textual.theme import Theme

DARK = "stopline-dark"
LIGHT = "stopline-light"

FALLBACKS: Mapping[str, str] = {"quiet": "#8a8f98", "faint": "#5c6370"}
"""Tokens of ours that other themes lack: words that matter less, and lines."""

THEMES = (
    Theme(
        name=DARK,
        primary="#4aa8dc",
        secondary="#4aa8dc",
        accent="#4aa8dc",
        foreground="#dde3e9",
        background="#11161b",
        surface="#171d23",
        panel="#26313a",
        success="#4fc470",
        warning="#e5b34d",
        error="#f0665c",
        dark=True,
        variables={
            "quiet": "#8d9aa6",
            "faint": "#46525d",
            "footer-key-foreground": "#4aa8dc",
            "footer-background": "#11161b",
            "footer-description-foreground": "#8d9aa6",
            "footer-description-background": "#11161b",
            "footer-item-background": "#11161b",
            "block-cursor-text-style": "none",
            "input-cursor-background": "#dde3e9",
            "input-cursor-foreground": "#11161b",
            "scrollbar": "#2b353f",
            "scrollbar-hover": "#46525d",
            "scrollbar-active": "#4aa8dc",
            "scrollbar-background": "#11161b",
            "scrollbar-background-hover": "#11161b",
            "scrollbar-background-active": "#11161b",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#17699b",
        secondary="#17699b",
        accent="#17699b",
        foreground="#1d242b",
        background="#fbfaf8",
        surface="#f3f1ed",
        panel="#d6d1c8",
        success="#0f8a3c",
        warning="#8f5b00",
        error="#b3261e",
        dark=False,
        variables={
            "quiet": "#5f6974",
            "faint": "#b9b6ae",
            "footer-key-foreground": "#17699b",
            "footer-background": "#fbfaf8",
            "footer-description-foreground": "#5f6974",
            "footer-description-background": "#fbfaf8",
            "footer-item-background": "#fbfaf8",
            "block-cursor-text-style": "none",
            "input-cursor-background": "#1d242b",
            "input-cursor-foreground": "#fbfaf8",
            "scrollbar": "#d5d1c8",
            "scrollbar-hover": "#b9b6ae",
            "scrollbar-active": "#17699b",
            "scrollbar-background": "#fbfaf8",
            "scrollbar-background-hover": "#fbfaf8",
            "scrollbar-background-active": "#fbfaf8",
        },
    ),
)


def theme_for(environment: Mapping[str, str]) -> str:
    """Return the theme to begin with: the one asked for, else one that fits a terminal that tells its background."""
    wanted = environment.get("STOPLINE_THEME", "").lower()
    if wanted in {"light", "dark"}:
        return LIGHT if wanted == "light" else DARK
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if background in {"7", "15"} else DARK
