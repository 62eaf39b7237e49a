"""Answers for gateways that push: checks who it is, stores everything in one transaction, and only then says that it has it.

A gateway that hears no yes sends the same again. So a database that is busy is a no for now, a text that cannot be taken in goes
into quarantine and is a yes, and what came before, by push or by poll, counts once.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from stopline.errors import BadInputError
from stopline.gateways.base import InboundText
from stopline.inbox.intake import Duplicate
from stopline.inbox.quarantine import NOT_THE_ITEMS_FAULT
from stopline.settings.web import PushKind, PushSettings
from stopline.web.bodies import kind_of_body
from stopline.web.failures import (
    BAD_REQUEST,
    NOT_FOUND,
    WRONG_KIND,
    Failure,
    json_answer,
    json_object,
    refused,
)
from stopline.web.plivo import plivo_items
from stopline.web.pushed import generic_items, sinch_items, twilio_items, vonage_items
from stopline.web.pushed_base import Item
from stopline.web.signatures import (
    has_plivo_v3,
    is_generic,
    is_plivo,
    is_sinch,
    is_telnyx,
    is_twilio,
    is_vonage,
    plivo_v2_nonce,
)
from stopline.web.site import Site
from stopline.web.telnyx import telnyx_items

MOST_FIELDS = 200
_FORGED = Failure(403, "forged", "The signature does not fit what was sent, or its time is not ours.")
_READERS: Mapping[PushKind, Callable[[Mapping[str, object]], list[Item]]] = {
    PushKind.GENERIC: generic_items,
    PushKind.SINCH: sinch_items,
    PushKind.VONAGE: vonage_items,
    PushKind.TELNYX: telnyx_items,
}
"""What reads the JSON of each kind."""
_FORM_READERS: Mapping[PushKind, Callable[[Mapping[str, str]], list[Item]]] = {
    PushKind.TWILIO: twilio_items,
    PushKind.PLIVO: plivo_items,
}
"""What reads the forms of those that send such."""
NONCES_KEPT_FOR = timedelta(days=400)
"""How long a nonce that covers no word of its form belongs to the form it came with."""
_log = logging.getLogger(__name__)


@dataclass
class Taken:
    """What came of one push."""

    received: int = 0
    duplicates: int = 0
    receipts: int = 0
    quarantined: int = 0


class Pushes:
    """The gateways of one workspace that push."""

    def __init__(self, site: Site, secrets: Mapping[str, str]) -> None:
        self._site = site
        self._secrets = secrets

    async def take(self, request: Request) -> Response:
        """Take one push."""
        name = request.path_params["name"]
        push = next((each for each in self._site.settings.pushes if each.name == name), None)
        if push is None:
            return refused(self._site, request, NOT_FOUND)
        is_form = push.kind in _FORM_READERS
        if kind_of_body(request) != ("application/x-www-form-urlencoded" if is_form else "application/json"):
            return refused(self._site, request, WRONG_KIND)
        body = await request.body()
        items = self._read(push, request, body)
        if isinstance(items, Failure):
            return refused(self._site, request, items)
        nonce = plivo_v2_nonce(request.headers) if push.kind is PushKind.PLIVO else ""
        if nonce:
            # Also where the newer signature counts: else the older one beside it could be sent alone, with another form.
            is_theirs = await self._site.work(lambda: self._belongs_together(push.name, nonce, body))
            if not is_theirs and not has_plivo_v3(request.headers):
                return refused(self._site, request, _FORGED)
        taken = await self._site.work(lambda: self._store(push.name, items))
        if is_form:
            # Who sends forms reads the answer as instructions; there are none, for what we send goes through the gate.
            return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml")
        return json_answer(asdict(taken))

    def _read(self, push: PushSettings, request: Request, body: bytes) -> list[Item] | Failure:
        """Check a push and read it; nothing of it is believed before it is checked."""
        try:
            if not self._is_signed(push, request, body):
                return _FORGED
            if push.kind in _FORM_READERS:
                return _FORM_READERS[push.kind](dict(_fields(body)))
            value = json_object(body)
            return BAD_REQUEST if value is None else _READERS[push.kind](value)
        except BadInputError as error:
            return Failure(422, "unusable", str(error))
        except ValueError:
            return BAD_REQUEST

    def _is_signed(self, push: PushSettings, request: Request, body: bytes) -> bool:
        secret, now = self._secrets[push.name], self._site.workspace.clock.now()
        match push.kind:
            case PushKind.TWILIO:
                return is_twilio(secret, self._called(request), _fields(body), request.headers)
            case PushKind.SINCH:
                return is_sinch(secret, body, request.headers, now)
            case PushKind.VONAGE:
                return is_vonage(secret, body, request.headers, now)
            case PushKind.TELNYX:
                return is_telnyx(secret, body, request.headers, now)
            case PushKind.PLIVO:
                return is_plivo(secret, self._called(request), _fields(body), request.headers)
            case PushKind.GENERIC:
                return is_generic(secret, push.name, body, request.headers, now)

    def _called(self, request: Request) -> str:
        """Return the address the gateway called, as it knows it: a proxy may have changed scheme, host and port on the way."""
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        base = self._site.settings.url
        return f"{base}{path}" if base else str(request.url)

    def _belongs_together(self, name: str, nonce: str, body: bytes) -> bool:
        """Tell whether a nonce comes for the first time, or with the form it came with: whoever saw one push could else send others.

        A push that is sent again because nobody answered is the same form.
        """
        spent, until = self._site.workspace.spent_tokens, self._site.workspace.clock.now() + NONCES_KEPT_FOR
        form = self._token(f"plivo form|{name}|{nonce}|{hashlib.sha256(body).hexdigest()}")
        with self._site.workspace.engine.transaction():
            if not spent.spend(self._token(f"plivo nonce|{name}|{nonce}"), until):
                return spent.is_spent(form)
            return spent.spend(form, until)

    def _token(self, said: str) -> str:
        return hmac.digest(self._site.key, said.encode("utf-8", "replace"), hashlib.sha256).hex()

    def _store(self, name: str, items: list[Item]) -> Taken:
        """Store a push, all of it in one transaction; where one item cannot be stored, the others are, one by one."""
        workspace = self._site.workspace
        try:
            taken = Taken()
            with workspace.engine.transaction():
                for item in items:
                    self._take(name, item, taken)
        except NOT_THE_ITEMS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one text must not lose it, nor the others
            if len(items) == 1:
                _log.error(
                    "a push to “%s” cannot be taken in (%s); it is in quarantine", name, type(error).__name__
                )
                workspace.quarantine.put(name, items[0], f"{type(error).__name__}: {error}")
                return Taken(quarantined=1)
            each = [self._store(name, [item]) for item in items]
            return Taken(*(sum(values) for values in zip(*(vars(one).values() for one in each), strict=True)))
        return taken

    def _take(self, name: str, item: Item, taken: Taken) -> None:
        if not isinstance(item, InboundText):
            taken.receipts += self._site.workspace.receipts.take(name, item)
        elif isinstance(self._site.workspace.intake.receive(name, item), Duplicate):
            taken.duplicates += 1
        else:
            taken.received += 1


def _fields(body: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form in the order in which they came, the empty ones too.

    Raises:
        ValueError: it is none, or has more fields than anybody sends.
    """
    return parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
    )
