"""What tests of the pages begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.workspace import Workspace
from support.copies import fresh_workspace
from support.web import API_TOKEN, PUSH_SECRETS, SETTINGS, Web


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A fresh workspace with forms, and gateways that push."""
    monkeypatch.setenv("STOPLINE_API_TOKEN", API_TOKEN)
    for name, secret in PUSH_SECRETS.items():
        monkeypatch.setenv(name, secret)
    workspace = fresh_workspace(tmp_path / "workspace", clock)
    settings = workspace.folder / "settings.toml"
    settings.write_text(settings.read_text() + SETTINGS)
    return workspace


@pytest.fixture
def web(workspace: Workspace, clock: ManualClock) -> Iterator[Web]:
    """The face of that workspace."""
    web = Web(workspace, clock)
    yield web
    web.site.close()
