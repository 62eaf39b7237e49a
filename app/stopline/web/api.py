"""Answers for a shop or CRM with a token: record consent, ask where somebody stands, ask the gate.

A program is no contact: what it says goes through the same authority as an agent's word, so it never lifts a stop that the person
said themselves. A yes needs its proof: when, where, and to what wording.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from stopline.address import Address, is_email, may_be_answered, parse_address
from stopline.clock import to_text
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.gate import SCOPE_OF_PURPOSE, Draft, Permit, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import Standing, Status, worth_telling
from stopline.errors import BadInputError
from stopline.faults import told
from stopline.inbox.once import KeptAnswer
from stopline.inert import json_text, one_line, storable
from stopline.signing import is_same, keyed_digest
from stopline.web.bodies import kind_of_body
from stopline.web.failures import WRONG_KIND, json_answer, json_failure, json_object
from stopline.web.pushed_base import aware
from stopline.web.site import Site

ACTOR = "api"
LONGEST_KEY = 200
_PostedT = TypeVar("_PostedT", bound=BaseModel)
_EVENTS = {"given": EventKind.GIVEN, "withdrawn": EventKind.WITHDRAWN}


class _Posted(BaseModel):
    """What a program posts; a field nobody knows is a mistake it should hear of."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    address: str = Field(min_length=1, max_length=320)
    channel: Channel | None = None


class PostedConsent(_Posted):
    """A consent that was given or withdrawn elsewhere, with its proof."""

    kind: Literal["given", "withdrawn"]
    scope: Scope = Scope.ALL
    occurred_at: datetime | None = None
    words: str = Field(default="", max_length=4_000)
    wording: str = Field(default="", max_length=4_000)
    wording_version: str = Field(default="", max_length=80)
    source: str = Field(default="", max_length=200)
    ip: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=400)
    note: str = Field(default="", max_length=1_000)
    name: str = Field(default="", max_length=120)
    tag: str = Field(default="", max_length=40)


class PostedDraft(_Posted):
    """A message a program would like to send."""

    purpose: Purpose = Purpose.MARKETING


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    value: dict[str, object]


class Api:
    """The JSON posts of one workspace; without a token nobody may post.

    Args:
        site: the workspace, as it answers the web.
        token: what a program must show; None where nobody has set one.
    """

    def __init__(self, site: Site, token: str | None) -> None:
        self._site = site
        self._token = token

    async def record(self, request: Request) -> Response:
        """Record consent that was given or withdrawn elsewhere; the same idempotency key again changes nothing."""
        refusal = self._refusal(request, has_body=True)
        if refusal is not None:
            return refusal
        key, body = request.headers.get("idempotency-key", "").strip(), await request.body()
        if not key or len(key) > LONGEST_KEY:
            return json_failure(
                400,
                "no_key",
                f"Send an Idempotency-Key of at most {LONGEST_KEY} characters, a new one for each event.",
            )
        posted = _posted(PostedConsent, body)
        if isinstance(posted, str):
            return json_failure(422, "unusable", posted)
        answer = await self._site.work(lambda: self._once(key, body, lambda: self._record(posted)))
        return json_answer(answer.value, answer.status)

    async def status(self, request: Request) -> Response:
        """Tell where somebody stands, on every channel something is known of."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        try:
            address = self._address(request.path_params["address"][:320])
        except BadInputError as error:
            return json_failure(422, "bad_address", str(error))
        standings = await self._site.work(lambda: self._site.workspace.standings.on_every_channel(address))
        return json_answer(
            {
                "address": address,
                "channels": {channel: _standing_json(each) for channel, each in standings.items()},
            }
        )

    async def check(self, request: Request) -> Response:
        """Ask the gate; a no is an answer like any other, with every reason and what would unlock it."""
        refusal = self._refusal(request, has_body=True)
        if refusal is not None:
            return refusal
        posted = _posted(PostedDraft, await request.body())
        if isinstance(posted, str):
            return json_failure(422, "unusable", posted)
        if posted.purpose is Purpose.COMPLIANCE:
            return json_failure(422, "unusable", "purpose: compliance texts are Stopline's own")
        try:
            address = self._address(posted.address)
            draft = Draft(address, _channel(address, posted.channel), posted.purpose)
        except BadInputError as error:
            return json_failure(422, "bad_address", str(error))
        decision = await self._site.work(lambda: self._site.workspace.outlook(draft))
        standing = await self._site.work(lambda: self._site.workspace.standings.of(address, draft.channel))
        return json_answer(
            {
                "permitted": isinstance(decision, Permit),
                "status": standing.within(SCOPE_OF_PURPOSE[draft.purpose]).state,
                "reasons": _reasons(decision) if isinstance(decision, Refusal) else [],
            }
        )

    def shows_wrong_token(self, request: Request) -> bool:
        """Tell whether a program shows no token, or another than the workspace's."""
        if self._token is None:
            return False
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() != "bearer" or not is_same(given.strip(), self._token)

    def _refusal(self, request: Request, *, has_body: bool = False) -> Response | None:
        """Return why a program is not listened to, or None."""
        if self._token is None:
            return json_failure(
                404,
                "api_off",
                "No token is set, so nobody may post; put one into STOPLINE_API_TOKEN or secrets/api-token.",
            )
        if self.shows_wrong_token(request):
            return json_failure(
                401,
                "no_token",
                "Send `Authorization: Bearer` with the workspace's token.",
                {"WWW-Authenticate": "Bearer"},
            )
        if has_body and kind_of_body(request) != "application/json":
            return json_failure(
                WRONG_KIND.status, WRONG_KIND.code, "Send JSON, with Content-Type: application/json."
            )
        return None

    def _once(self, key: str, body: bytes, act: Callable[[], _Answer]) -> _Answer:
        """Do what was asked, or say again what came of it; what is not done is not kept, so that it can be tried again."""
        workspace, site_key = self._site.workspace, self._site.key
        name = keyed_digest(site_key, "idempotency key", key)
        asked = keyed_digest(site_key, "request", hashlib.sha256(body).hexdigest())
        with workspace.engine.transaction():
            known = workspace.kept_answers.of(name)
            if known is not None and known.request != asked:
                return _Answer(
                    409,
                    {
                        "error": {
                            "code": "key_reused",
                            "message": "This Idempotency-Key was used for something else; take a new one.",
                        }
                    },
                )
            if known is not None:
                return _Answer(known.status, json_object(known.answer.encode()) or {})
            answer = act()
            if answer.status < 300:
                workspace.kept_answers.keep(name, KeptAnswer(asked, answer.status, json_text(answer.value)))
            return answer

    def _record(self, posted: PostedConsent) -> _Answer:
        workspace = self._site.workspace
        try:
            event = self._event(posted)
        except BadInputError as error:
            return _Answer(422, {"error": {"code": "unusable", "message": str(error)}})
        change = workspace.double_optin.record(event)
        if isinstance(change, Refusal):
            return _Answer(
                409, {"error": {"code": "refused", "message": str(change)}, "reasons": _reasons(change)}
            )
        contact = workspace.contacts.ensure(
            event.address, event.evidence.source or ACTOR, one_line(posted.name, 80)
        )
        if posted.tag and event.kind is EventKind.GIVEN:
            workspace.contacts.tag(contact, posted.tag)
        state = change.after.within(event.scope).state
        return _Answer(
            201, {"event": change.recorded.seq, "state": state, "refused_messages": change.refused_count}
        )

    def _event(self, posted: PostedConsent) -> ConsentEvent:
        """Return the event a post describes.

        Raises:
            BadInputError: it has no address, or is a yes of a time to come or without its proof.
        """
        now = self._site.workspace.clock.now()
        address = self._address(posted.address)
        kind = _EVENTS[posted.kind]
        missing = [name for name in ("occurred_at", "source", "wording") if not getattr(posted, name)]
        if kind is EventKind.GIVEN and missing:
            raise BadInputError(
                f"{', '.join(missing)}: a yes needs its proof: when, where and to what wording it was given"
            )
        told_at = aware(posted.occurred_at)
        if kind is EventKind.GIVEN and told_at is None:
            raise BadInputError("occurred_at: that lies in no year we know")
        if kind is EventKind.GIVEN and told_at is not None and told_at > now:
            raise BadInputError("occurred_at: that is still to come")
        # No stop is turned away because the clock of a shop runs ahead.
        at = min(told_at or now, now)
        return ConsentEvent(
            address, _channel(address, posted.channel), kind, Method.API, ACTOR, at, posted.scope,
            Evidence(
                words=storable(posted.words), disclosure=storable(posted.wording), wording_version=one_line(posted.wording_version, 80),
                source=one_line(posted.source), ip=one_line(posted.ip, 64), browser=one_line(posted.browser), note=storable(posted.note),
                arrived_at=now if at < now else None,
            ),
        )  # fmt: skip

    def _address(self, written: str) -> Address:
        """Return the address a program wrote.

        Raises:
            BadInputError: it is none.
        """
        address = parse_address(written, self._site.workspace.settings.team.region)
        if not may_be_answered(address):
            raise BadInputError("address: that is neither a phone number nor an e-mail address")
        return address


def _posted(model: type[_PostedT], body: bytes) -> _PostedT | str:
    """Return what a body describes, or what is wrong with it; what it held is not said again."""
    value = json_object(body)
    if value is None:
        return "the body is not a JSON object"
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        fault = f"{'.'.join(one_line(str(part), 40) for part in first['loc'])}: {told(first)}"
        is_about_fields = first["type"] in {"missing", "extra_forbidden"}
        return f"{fault}; the fields are {', '.join(model.model_fields)}" if is_about_fields else fault


def _channel(address: Address, named: Channel | None) -> Channel:
    channel = named or (Channel.EMAIL if is_email(address) else Channel.SMS)
    if is_email(address) is not (channel is Channel.EMAIL):
        raise BadInputError(f"channel: {channel} does not lead to that address")
    return channel


def _reasons(refusal: Refusal) -> list[dict[str, str]]:
    return [{"code": each.code, "sentence": each.sentence, "remedy": each.remedy} for each in refusal.reasons]


def _standing_json(standing: Standing) -> dict[str, object]:
    scopes = {
        scope: _status_json(status)
        for scope, status in worth_telling(standing).items()
        if scope is not Scope.ALL
    }
    return {**_status_json(standing.everything), "scopes": scopes}


def _status_json(status: Status) -> dict[str, object]:
    return {
        "state": status.state,
        "since": to_text(status.since) if status.since else None,
        "event": status.event_seq,
    }
