"""Puts the face together: which address is answered by what, behind the guard."""

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from stopline.errors import SettingsError, StoreError, SuppressionKeyError
from stopline.secrets import variable_of
from stopline.settings.web import PushKind
from stopline.web.api import Api
from stopline.web.choices import PreferencePages
from stopline.web.failures import BAD_REQUEST, NOT_FOUND, WRONG_METHOD, failure_of, json_answer, refused
from stopline.web.guard import BODY_SECONDS, Guard
from stopline.web.optin import OptInPages
from stopline.web.pushes import Pushes
from stopline.web.signatures import telnyx_key
from stopline.web.site import Site

API_TOKEN = "api-token"  # noqa: S105 - the name of a secret
SHORTEST_SECRET = 20
"""Characters of a secret others show us; what is shorter can be guessed."""

_log = logging.getLogger(__name__)


def web_app(site: Site, body_seconds: float = BODY_SECONDS) -> ASGIApp:
    """Return what answers every request to a workspace.

    Raises:
        SettingsError: a gateway may push and its secret is not set, or a secret is too short or can check nothing.
    """
    pages, choices = OptInPages(site), PreferencePages(site)
    api, pushes = Api(site, _secret(site, API_TOKEN)), Pushes(site, _push_secrets(site))

    async def health(request: Request) -> Response:
        """Tell whether the database answers."""
        del request
        await site.work(lambda: site.workspace.kept_answers.of(""))
        return json_answer({"ok": True})

    async def told(request: Request, error: Exception) -> Response:
        """Answer what no route takes, and what the router itself refuses."""
        if isinstance(error, SuppressionKeyError):
            _log.error("a request is to be sent again: %s", error)
        if not isinstance(error, HTTPException):
            return refused(site, request, failure_of(error))
        failure = {404: NOT_FOUND, 405: WRONG_METHOD}.get(error.status_code, BAD_REQUEST)
        return refused(site, request, failure, error.headers)

    routes = [
        Route("/f/{slug}", pages.show, methods=["GET"]),
        Route("/f/{slug}", pages.take, methods=["POST"]),
        Route("/f/{slug}/done", pages.done, methods=["GET"]),
        Route("/p/{token}", choices.show, methods=["GET"]),
        Route("/p/{token}", choices.take, methods=["POST"]),
        Route("/p/{token}/one-click", choices.show, methods=["GET"]),
        Route("/p/{token}/one-click", choices.one_click, methods=["POST"]),
        Route("/api/consent", api.record, methods=["POST"]),
        Route("/api/consent/{address}", api.status, methods=["GET"]),
        Route("/api/check", api.check, methods=["POST"]),
        Route("/gateways/{name}", pushes.take, methods=["POST"]),
        Route("/healthz", health, methods=["GET"]),
    ]
    # Redirecting slashes would send a token to whoever the Host header names.
    starlette = Starlette(
        routes=routes,
        exception_handlers=dict.fromkeys((HTTPException, StoreError, SuppressionKeyError, Exception), told),
    )
    starlette.router.redirect_slashes = False
    return Guard(starlette, site, api.shows_wrong_token, body_seconds)


def _push_secrets(site: Site) -> dict[str, str]:
    secrets: dict[str, str] = {}
    for push in site.settings.pushes:
        secret = _secret(site, f"push-{push.name}")
        if secret is None:
            name = f"push-{push.name}"
            raise SettingsError(
                f"the gateway “{push.name}” may push, but its secret is not set: put it into {variable_of(name)}, "
                f"or into {site.workspace.secrets.path_of(name)}, readable by you only"
            )
        if push.kind is PushKind.TELNYX:
            _check_telnyx(push.name, secret)
        secrets[push.name] = secret
    return secrets


def _check_telnyx(name: str, key: str) -> None:
    """Refuse what could check no push of Telnyx, while somebody is there to read it."""
    if telnyx_key(key) is None:
        raise SettingsError(
            f"the secret “push-{name}” is no public key of Telnyx; copy it from Mission Control, Keys & Credentials, Public Key"
        )
    try:
        # Only this gateway needs it. Loaded by its first push, it would be late for a gateway that waits two seconds.
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401, PLC0415
    except ImportError:
        raise SettingsError(
            f"the gateway “{name}” signs with Ed25519, and what checks that is not installed: pip install 'stopline[web]'"
        ) from None


def _secret(site: Site, name: str) -> str | None:
    secret = site.workspace.secrets.find(name)
    if secret is not None and len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"the secret “{name}” has fewer than {SHORTEST_SECRET} characters, so that it could be guessed; take a longer one"
        )
    return secret
