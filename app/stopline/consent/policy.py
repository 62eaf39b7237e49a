"""Reads the dated values of the send rules."""

import tomllib
from datetime import timedelta
from importlib.resources import files

from stopline.consent.events import Channel
from stopline.consent.gate import Policy


def shipped_policy() -> Policy:
    """Return the policy that ships with Stopline, from `policy.toml`."""
    values = tomllib.loads(files("stopline.consent").joinpath("policy.toml").read_text(encoding="utf-8"))
    windows = values["reply_window_hours"]
    return Policy(
        reply_windows={channel: timedelta(hours=windows[channel.value]["hours"]) for channel in Channel},
        hold_business_days=values["hold"]["business_days"],
        confirmation_window=timedelta(minutes=values["confirmation"]["minutes"]),
    )
