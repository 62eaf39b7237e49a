"""Gateways that push, each with its own signature."""

import json
from urllib.parse import urlencode

from httpx2 import Response

from stopline.web.signatures import generic_signature, twilio_signature, vonage_token
from support.web import MARIA, PUSH_SECRET, URL, Web

STOP = {"id": "m-1", "from": MARIA, "text": "STOP"}


def push(web: Web, value: object, **changed: str) -> Response:
    """Push as a gateway of one's own does."""
    body = json.dumps(value).encode()
    headers = {
        "content-type": "application/json",
        "x-stopline-signature": generic_signature(PUSH_SECRET, "modem", body, web.clock.now()),
    }
    return web.client.post("/gateways/modem", content=body, headers={**headers, **changed})


def push_twilio(web: Web, fields: dict[str, str], signature: str | None = None) -> Response:
    """Push a form as Twilio does."""
    signed = signature or twilio_signature(PUSH_SECRET, f"{URL}/gateways/twilio", fields.items())
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signed}
    return web.client.post(
        "/gateways/twilio", content=urlencode(fields, errors="surrogateescape"), headers=headers
    )


def push_vonage(web: Web, value: object, token: str | None = None) -> Response:
    """Push as Vonage does."""
    body = json.dumps(value).encode()
    shown = vonage_token(PUSH_SECRET, body, web.clock.now()) if token is None else token
    return web.client.post(
        "/gateways/vonage",
        content=body,
        headers={"content-type": "application/json", "authorization": f"Bearer {shown}"},
    )
