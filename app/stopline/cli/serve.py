"""`stopline serve`: opt-in pages, preference pages, JSON posts and pushes, in the foreground until it is told to stop."""

import logging

import click

from stopline.cli.options import Command
from stopline.cli.terminal import Terminal
from stopline.cli.worker import OneLine
from stopline.errors import BadInputError
from stopline.settings.single_yes import counts_at_once
from stopline.settings.spared import NOT_FOR_INTAKE
from stopline.workspace import Workspace

SPARED = (NOT_FOR_INTAKE - {"web", "policy"}) | {"gateways"}
"""Sections of the settings whose mistakes keep no push and no page away; programs that ask what may be sent need the rules."""
PORT = 8470
BUSY_SECONDS = 5.0
"""How long a visitor waits for another program that is writing; then they are asked to try again."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command(
    cls=Command,
    short_help="Answer opt-in forms, preference pages, posts and pushes.",
    example="""
    stopline serve
    stopline serve --port 8470 --behind-proxy
    """,
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one."
)
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="Believe the last address in X-Forwarded-For; only a proxy of yours may reach this.",
)
@click.pass_obj
def serve(terminal: Terminal, *, host: str, port: int, behind_proxy: bool) -> None:
    """Answer opt-in forms, preference pages, posts of a shop and pushes of gateways, until Ctrl+C.

    POST /api/consent takes address and kind (given or withdrawn) and may take channel, scope (all, marketing, notice), occurred_at,
    source, wording, wording_version, words, ip, browser, note, name and tag; a yes needs occurred_at, source and wording. POST /api/check
    takes address and may take channel and purpose (conversation, notice, marketing). Both are JSON and show the token.

    A generic push to /gateways/NAME is a text with id, from and text, which may have to, channel, at, answered_by_carrier and opted_out;
    or {"texts": [...], "receipts": [...]}, where a receipt has id and state (sent, delivered, failed), and may have at, reason and
    opted_out.
    """
    try:
        # What answers the web is an extra, which the other commands do without.
        from stopline.web.app import web_app  # noqa: PLC0415
        from stopline.web.server import bound_socket  # noqa: PLC0415
        from stopline.web.server import serve as run  # noqa: PLC0415
        from stopline.web.site import Site  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise BadInputError(
            f"`stopline serve` needs more than is installed ({error.name} is missing): pip install 'stopline[web]'"
        ) from error
    _log_to_terminal(terminal)
    workspace = Workspace.open(terminal.folder, busy_seconds=BUSY_SECONDS, spared=SPARED)
    if workspace.settings_fault:
        terminal.warn(f"Warning: {workspace.settings_fault}")
    site = Site(workspace, is_behind_proxy=behind_proxy)
    try:
        app = web_app(site)
        with bound_socket("127.0.0.1" if host == "localhost" else host, port) as listening:
            bound = listening.getsockname()[1]
            shown = f"[{host}]" if ":" in host else host
            if host not in _LOOPBACK and not behind_proxy:
                terminal.warn(
                    "This speaks plain HTTP to everybody who can reach it; let a proxy with a certificate stand before it."
                )
            run(app, listening, lambda: _tell(terminal, workspace, f"http://{shown}:{bound}"))
    finally:
        site.close()
        workspace.close()
    if terminal.is_json:
        terminal.write_json({"serve": "stopped"})
    else:
        terminal.write("Stopped.")


def _tell(terminal: Terminal, workspace: Workspace, url: str) -> None:
    """Say what can be reached where."""
    web = workspace.settings.web
    if terminal.is_json:
        terminal.write_json(
            {
                "serve": "running",
                "url": url,
                "public_url": web.url or None,
                "forms": [f"/f/{form.slug}" for form in web.forms],
                "pushes": [f"/gateways/{push.name}" for push in web.pushes],
            }
        )
        return
    terminal.write(f"Answering on {url} for {workspace.folder}; Ctrl+C stops.")
    for form in web.forms:
        terminal.write(f"  {web.url or url}/f/{form.slug}  {form.title}")
        if note := counts_at_once(workspace.settings, form):
            terminal.write(f"    Here {note}.")
    for push in web.pushes:
        terminal.write(f"  {web.url or url}/gateways/{push.name}  pushes, {push.kind}")
    if not web.forms:
        terminal.write(f"  There is no form yet: add [[web.forms]] to {workspace.folder / 'settings.toml'}.")
    if not web.url:
        terminal.write(
            "  Links to preference pages need url under [web] in settings.toml: where people reach this."
        )


def _log_to_terminal(terminal: Terminal) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(is_verbose=terminal.is_verbose))
    log = logging.getLogger("stopline")
    log.handlers = [handler]
    log.setLevel(logging.DEBUG if terminal.is_verbose else logging.INFO)
