"""Answers for opt-in pages: shows the form, checks what was written, and hands a filled form to the workspace.

The token in a form says which wording was shown and until when; it holds for one form, and counts once.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stopline.address import Address, is_email, may_be_answered, parse_address
from stopline.consent.events import Channel
from stopline.errors import BadAddressError
from stopline.inbox.forms import Agreement, FilledForm, FormOutcome
from stopline.settings.web import FormSettings
from stopline.signing import keyed_digest, opened, sealed
from stopline.web.bodies import form_of, text_in
from stopline.web.failures import CROSS_SITE, NOT_FOUND, Failure, refused
from stopline.web.optin_page import (
    LONGEST_ANSWER,
    Answers,
    OptInForm,
    done_page,
    form_in,
    languages_of,
    optin_page,
)
from stopline.web.site import Site
from stopline.web.texts import texts_in
from stopline.web.visitor import is_from_elsewhere, texts_for

OPEN_FOR = timedelta(hours=2)
"""How long a form may lie open before it is sent."""
_NONCE_BYTES = 9


class OptInPages:
    """The opt-in pages of one workspace."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def show(self, request: Request) -> Response:
        """Show an empty form."""
        form = self._form(request)
        if form is None:
            return refused(self._site, request, NOT_FOUND)
        return self._site.html(optin_page(form, self._token(form)), form.texts)

    async def done(self, request: Request) -> Response:
        """Say that a form was taken."""
        form = self._form(request)
        if form is None:
            return refused(self._site, request, NOT_FOUND)
        is_awaiting = request.query_params.get("next") == "confirm"
        return self._site.html(done_page(form, is_awaiting=is_awaiting), form.texts)

    async def take(self, request: Request) -> Response:
        """Take a filled form, or show it again with what is wrong."""
        sent = await form_of(request)
        if isinstance(sent, Failure):
            return refused(self._site, request, sent)
        if is_from_elsewhere(request, self._site.settings.url):
            return refused(self._site, request, CROSS_SITE)
        form = self._form(request, text_in(sent, "lang"))
        if form is None:
            return refused(self._site, request, NOT_FOUND)
        answers = _answers(form, sent)
        addresses, problems = _checked(form, answers)
        token = text_in(sent, "token")
        if problems:
            return self._again(form, answers, problems, 422)
        if not self._is_ours(form, token):
            return self._again(form, answers, {"form": form.texts("form.old")}, 409)
        filled = self._filled(request, form, answers, addresses, token)
        outcome = await self._site.work(lambda: self._site.workspace.forms.take(filled))
        if outcome is FormOutcome.SENT_BEFORE:
            return self._again(form, answers, {"form": form.texts("form.old")}, 409)
        step = "&next=confirm" if outcome is FormOutcome.AWAITS_CONFIRMATION else ""
        return RedirectResponse(f"/f/{form.settings.slug}/done?lang={form.texts.language}{step}", 303)

    def _form(self, request: Request, language: str = "") -> OptInForm | None:
        settings = next(
            (form for form in self._site.settings.forms if form.slug == request.path_params["slug"]), None
        )
        if settings is None:
            return None
        offered = languages_of(settings)
        texts = texts_in(language) if language in offered else texts_for(request, offered)
        return form_in(settings, texts, self._site.team, self._site.workspace.settings.team.region)

    def _again(self, form: OptInForm, answers: Answers, problems: Mapping[str, str], status: int) -> Response:
        return self._site.html(optin_page(form, self._token(form), answers, problems), form.texts, status)

    def _token(self, form: OptInForm) -> str:
        content = secrets.token_bytes(_NONCE_BYTES) + form.version.encode()
        expires_at = self._site.workspace.clock.now() + OPEN_FOR
        return sealed(self._site.key, _purpose(form.settings), content, expires_at)

    def _is_ours(self, form: OptInForm, token: str) -> bool:
        """Tell whether a token came with this form, in the wording it has now."""
        content = opened(self._site.key, _purpose(form.settings), token, self._site.workspace.clock.now())
        return isinstance(content, bytes) and content[_NONCE_BYTES:] == form.version.encode()

    def _filled(
        self,
        request: Request,
        form: OptInForm,
        answers: Answers,
        addresses: Mapping[Channel, Address],
        token: str,
    ) -> FilledForm:
        return FilledForm(
            offer=form.settings.offer(),
            agreements=tuple(
                Agreement(addresses[channel], channel, form.wordings[channel]) for channel in form.settings.channels
                if channel in answers.boxes
            ),
            words=form.texts("form.send"),
            visit=self._site.visit(request),
            language=form.texts.language,
            token=keyed_digest(self._site.key, "spent form", token),
            token_expires_at=self._site.workspace.clock.now() + OPEN_FOR,
            name=answers.name if form.settings.asks_name else "",
        )  # fmt: skip


def _purpose(settings: FormSettings) -> str:
    return f"form {settings.slug}"


def _answers(form: OptInForm, sent: FormData) -> Answers:
    ticked = {value for name, value in sent.multi_items() if name == "box"}
    return Answers(
        text_in(sent, "phone", LONGEST_ANSWER),
        text_in(sent, "email", LONGEST_ANSWER),
        text_in(sent, "name", LONGEST_ANSWER),
        frozenset(channel for channel in form.settings.channels if channel.value in ticked),
    )


def _checked(form: OptInForm, answers: Answers) -> tuple[dict[Channel, Address], dict[str, str]]:
    """Return where each ticked channel leads, and what is wrong with the answers; a field no ticked box needs may stay empty."""
    addresses: dict[Channel, Address] = {}
    problems: dict[str, str] = {}
    for channel in form.settings.channels:
        name = "email" if channel is Channel.EMAIL else "phone"
        written = answers.email if name == "email" else answers.phone
        if channel not in answers.boxes:
            continue
        address = _address(written, name, form.region)
        if address is None:
            problems[name] = form.texts(f"form.{'bad' if written else 'no'}_{name}")
        else:
            addresses[channel] = address
    if not answers.boxes:
        problems["box"] = form.texts("form.no_box")
    return addresses, problems


def _address(written: str, name: str, region: str) -> Address | None:
    try:
        address = parse_address(written, region)
    except BadAddressError:
        return None
    is_right_kind = is_email(address) is (name == "email") and may_be_answered(address)
    return address if is_right_kind else None
