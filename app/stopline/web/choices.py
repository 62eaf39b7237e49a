"""Answers for preference pages. Looking at one changes nothing, whoever follows links for a living; pressing a button does.

A stop is taken with any link that holds. A resume also needs the token of the button it was pressed on, which counts once, for
what stood beside it, and says how far the ledger had come: an old page must not undo a stop that came after it was opened.
"""

import secrets
from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stopline.address import Address
from stopline.consent.events import Channel, Scope
from stopline.consent.preference_links import PreferenceLink
from stopline.inbox.preferences import Resumed, Wish
from stopline.signing import Flaw, keyed_digest, opened, sealed
from stopline.web.bodies import form_of, text_in
from stopline.web.failures import BAD_REQUEST, CROSS_SITE, Failure, refused
from stopline.web.preference_page import Context, dead_link_page, preference_page, resume_wording
from stopline.web.site import Site
from stopline.web.texts import Texts
from stopline.web.visitor import is_from_elsewhere, texts_for

OPEN_FOR = timedelta(hours=2)
"""How long a page may lie open before a resume is pressed on it."""
_STOPPED_NOW = "stopped_now"
_OUTCOMES = frozenset({_STOPPED_NOW, *Resumed})
_NONCE_BYTES = 9
_SEEN_BYTES = 8


class PreferencePages:
    """The preference pages of one workspace."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Show where every channel stands; it changes nothing."""
        texts = texts_for(request)
        link = await self._link(request)
        if isinstance(link, Flaw):
            return self._dead(link, texts)
        outcome = request.query_params.get("done", "")
        return await self._page(request, link, texts, outcome if outcome in _OUTCOMES else "")

    async def take(self, request: Request) -> Response:
        """Do what the pressed button says, and show the page again."""
        sent = await form_of(request)
        if isinstance(sent, Failure):
            return refused(self._site, request, sent)
        texts = texts_for(request)
        link = await self._link(request)
        if isinstance(link, Flaw):
            return self._dead(link, texts)
        outcome = await self._outcome(request, link, sent, texts)
        if isinstance(outcome, Failure):
            return refused(self._site, request, outcome)
        where = f"/p/{request.path_params['token']}?done={outcome}&lang={texts.language}"
        return RedirectResponse(where, 303)

    async def one_click(self, request: Request) -> Response:
        """Take the one click of a mail program (RFC 8058): everything at this address stops."""
        sent = await form_of(request)
        if isinstance(sent, Failure):
            return refused(self._site, request, sent)
        link = await self._link(request)
        if isinstance(link, Flaw):
            return self._dead(link, texts_for(request))
        if text_in(sent, "List-Unsubscribe") != "One-Click":
            return refused(self._site, request, BAD_REQUEST)
        wish = Wish("List-Unsubscribe=One-Click", self._site.visit(request))
        await self._site.work(lambda: self._site.workspace.preferences.stop_address(link, wish))
        return Response(status_code=200)

    async def _link(self, request: Request) -> PreferenceLink | Flaw:
        token = request.path_params["token"]
        return await self._site.work(lambda: self._site.workspace.preference_links.read(token))

    async def _outcome(
        self, request: Request, link: PreferenceLink, sent: FormData, texts: Texts
    ) -> str | Failure:
        """Do what was pressed; return what to say about it."""
        preferences, visit = self._site.workspace.preferences, self._site.visit(request)
        action = text_in(sent, "action")
        if action == "stop-all":
            wish = Wish(texts("page.stop_all"), visit)
            await self._site.work(lambda: preferences.stop_everything(link, wish))
            return _STOPPED_NOW
        place = _place(sent)
        if place is None:
            return BAD_REQUEST
        channel, scope = place
        if action == "stop":
            wish = Wish(texts("page.stop"), visit)
            address = await self._site.work(lambda: self._address(link, text_in(sent, "of"), channel))
            if address is None:
                return BAD_REQUEST
            await self._site.work(lambda: preferences.stop(link, address, channel, scope, wish))
            return _STOPPED_NOW
        if action != "resume":
            return BAD_REQUEST
        if is_from_elsewhere(request, self._site.settings.url):
            return CROSS_SITE
        return await self._resume(link, channel, scope, text_in(sent, "token"), visit_texts=(request, texts))

    async def _resume(
        self,
        link: PreferenceLink,
        channel: Channel,
        scope: Scope,
        token: str,
        visit_texts: tuple[Request, Texts],
    ) -> str | Failure:
        request, texts = visit_texts
        preferences = self._site.workspace.preferences
        if await self._site.work(lambda: channel not in preferences.channels_of(link.address)):
            return BAD_REQUEST
        purpose = self._purpose(link, channel, scope)
        content = opened(self._site.key, purpose, token, self._site.workspace.clock.now())
        wording = resume_wording(texts, self._site.team, channel, scope)
        if not isinstance(content, bytes):
            return Resumed.SPENT
        wish = Wish(
            texts("page.yes"),
            self._site.visit(request),
            wording,
            keyed_digest(self._site.key, "spent resume", token),
            self._site.workspace.clock.now() + OPEN_FOR,
            int.from_bytes(content[:_SEEN_BYTES], "big"),
        )
        return await self._site.work(lambda: preferences.resume(link, channel, scope, wish))

    def _address(self, link: PreferenceLink, reference: str, channel: Channel) -> Address | None:
        """Return which of the person's addresses a button was about."""
        for each in self._site.workspace.preferences.of(link):
            if self._reference(each.address) == reference:
                return each.address if channel in {known.channel for known in each.channels} else None
        return None

    def _reference(self, address: Address) -> str:
        return keyed_digest(self._site.key, "address on a page", address)

    def _purpose(self, link: PreferenceLink, channel: Channel, scope: Scope) -> str:
        return f"resume {scope} on {channel} at {self._reference(link.address)}"

    def _token(self, link: PreferenceLink, channel: Channel, scope: Scope, seen: int) -> str:
        """Return what a button to resume sends along: the last event its page knows of, and something nobody else has."""
        content = seen.to_bytes(_SEEN_BYTES, "big") + secrets.token_bytes(_NONCE_BYTES)
        expires_at = self._site.workspace.clock.now() + OPEN_FOR
        return sealed(self._site.key, self._purpose(link, channel, scope), content, expires_at)

    async def _page(self, request: Request, link: PreferenceLink, texts: Texts, outcome: str) -> Response:
        preferences = self._site.workspace.preferences
        # Asked for first: what is stopped between the two questions is then later than the page.
        seen = await self._site.work(lambda: preferences.last_event(link.address))
        context = Context(
            texts,
            self._site.team,
            self._site.workspace.settings.zone,
            f"/p/{request.path_params['token']}?lang={texts.language}",
            self._reference,
            lambda channel, scope: self._token(link, channel, scope, seen),
        )
        of = await self._site.work(lambda: preferences.of(link))
        return self._site.html(preference_page(of, context, outcome), texts)

    def _dead(self, flaw: Flaw, texts: Texts) -> Response:
        return self._site.html(dead_link_page(texts, flaw), texts, 410 if flaw is Flaw.EXPIRED else 404)


def _place(sent: FormData) -> tuple[Channel, Scope] | None:
    try:
        return Channel(text_in(sent, "channel")), Scope(text_in(sent, "scope"))
    except ValueError:
        return None
