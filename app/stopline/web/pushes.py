"""Answers for gateways that push: checks who it is, stores everything in one transaction, and only then says that it has it.

A gateway that hears no yes sends the same again. So a database that is busy is a no for now, a text that cannot be taken in or read
goes into quarantine and is a yes, and what came before, by push or by poll, counts once. Only where nothing of a push can be kept is
it refused.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from stopline.errors import BadInputError
from stopline.gateways.base import InboundText, Receipt
from stopline.inbox.intake import Duplicate
from stopline.inbox.quarantine import NOT_THE_ITEMS_FAULT
from stopline.inert import storable
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
from stopline.web.pushed_base import Item, Unreadable
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
    unreadable: int = 0
    """Items that name no sender with a text, or no message with its state; the log says what is wrong with them."""


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
                fields = {storable(name): storable(value) for name, value in _fields(body)}
                return _kept(_FORM_READERS[push.kind](fields))
            value = json_object(body)
            return BAD_REQUEST if value is None else _kept(_READERS[push.kind](value))
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
        try:
            taken = Taken()
            with self._site.workspace.engine.transaction():
                for item in items:
                    self._take(name, item, taken)
        except NOT_THE_ITEMS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one text must not lose it, nor the others
            if len(items) == 1:
                return self._set_aside(name, items[0], error)
            each = [self._store(name, [item]) for item in items]
            return Taken(*(sum(values) for values in zip(*(vars(one).values() for one in each), strict=True)))
        return taken

    def _set_aside(self, name: str, item: Item, error: Exception) -> Taken:
        """Put an item that cannot be stored into quarantine."""
        fault = type(error).__name__
        if isinstance(item, Unreadable):
            _log.error("part of a push to “%s” can be neither read nor kept (%s)", name, fault)
            return Taken(unreadable=1)
        _log.error("a push to “%s” cannot be taken in (%s); it is in quarantine", name, fault)
        self._site.workspace.quarantine.put(name, item, f"{fault}: {error}")
        return Taken(quarantined=1)

    def _take(self, name: str, item: Item, taken: Taken) -> None:
        workspace = self._site.workspace
        match item:
            case Unreadable(reason, None):
                _log.warning("part of a push to “%s” cannot be read: %s", name, reason)
                taken.unreadable += 1
            case Unreadable(reason, InboundText() as text):
                _log.error("a text pushed to “%s” cannot be read (%s); it is in quarantine", name, reason)
                # It is tried again later, and was said no later than it came.
                workspace.quarantine.put(
                    name, replace(text, sent_at=text.sent_at or workspace.clock.now()), reason
                )
                taken.quarantined += 1
            case Receipt():
                taken.receipts += workspace.receipts.take(name, item)
            case InboundText():
                is_known = isinstance(workspace.intake.receive(name, item), Duplicate)
                taken.duplicates += is_known
                taken.received += not is_known


def _kept(items: list[Item]) -> list[Item]:
    """Return the items of a push.

    Raises:
        BadInputError: nothing of them can be kept; the message says why.
    """
    lost = [item for item in items if isinstance(item, Unreadable) and item.text is None]
    if lost and len(lost) == len(items):
        raise BadInputError(lost[0].reason)
    return items


def _fields(body: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form in the order in which they came, the empty ones too; bytes that are no UTF-8 stand escaped in them.

    Raises:
        ValueError: it has more fields than anybody sends.
    """
    said = body.decode("utf-8", "surrogateescape")
    return parse_qsl(said, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="surrogateescape")
