"""Reads the dated values of the send rules."""

import tomllib
from datetime import timedelta
from pathlib import Path

from stopline.consent.events import Channel
from stopline.consent.gate import Policy


def shipped_policy() -> Policy:
    """Return the policy that ships with Stopline, from `policy.toml`."""
    values = tomllib.loads(Path(__file__).with_name("policy.toml").read_text(encoding="utf-8"))
    windows = values["reply_window_hours"]
    return Policy(
        reply_windows={channel: timedelta(hours=windows[channel.value]["hours"]) for channel in Channel},
        hold_business_days=values["hold"]["business_days"],
        confirmation_window=timedelta(minutes=values["confirmation"]["minutes"]),
    )
