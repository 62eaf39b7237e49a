"""Pure: the page on which a person stops and resumes: every address masked, every channel with its scopes, a button for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from stopline.address import Address, is_email, masked
from stopline.consent.events import Channel, Scope
from stopline.consent.status import BLOCKING, State, Status
from stopline.consent.wording import Wording
from stopline.inbox.preferences import AddressPreferences, ChannelPreferences, Resumed
from stopline.settings.web import LANGUAGES
from stopline.web.layout import Page, note
from stopline.web.markup import Element, Node, el
from stopline.web.texts import Texts

GLYPHS = {
    State.SUBSCRIBED: "●",
    State.PENDING: "◐",
    State.HELD: "▲",
    State.STOPPED: "■",
    State.UNKNOWN: "○",
}
_GOOD = frozenset({"stopped_now", Resumed.DONE})
_NAMES = {Scope.ALL: "everything", Scope.MARKETING: "marketing", Scope.NOTICE: "notice"}


@dataclass(frozen=True, slots=True)
class Context:
    """What the page is made with besides the preferences."""

    texts: Texts
    team: str
    zone: tzinfo
    """In which days are counted."""
    action: str
    """Where its buttons send to."""
    reference: Callable[[Address], str]
    """What stands for an address in a form, for the page shows none."""
    token: Callable[[Channel, Scope], str]
    """Makes what lets one resume of one kind of message count once."""


def preference_page(of: list[AddressPreferences], context: Context, outcome: str = "") -> Page:
    """Return the page; `outcome` names what came of the button that was pressed: a key of its texts."""
    texts = context.texts
    title = texts("page.title")
    body: list[Node] = [el("h1", title), el("p", texts("page.intro", team=context.team))]
    if outcome:
        told = _elsewhere(of[0].address, texts) if outcome == Resumed.NOT_THEIRS else texts(f"page.{outcome}")
        body.append(note(el("p", told), is_good=outcome in _GOOD))
    if any(
        channel.standing.everything.state is not State.STOPPED for each in of for channel in each.channels
    ):
        body.append(_stop_all(context))
    body.extend(_card(each, channel, context) for each in of for channel in each.channels)
    return Page(title, tuple(body), LANGUAGES)


def dead_link_page(texts: Texts, name: str) -> Page:
    """Return the page of a link that does not work: `forged` or `expired`."""
    title = texts(f"page.{name}_title")
    return Page(title, (el("h1", title), note(el("p", texts(f"page.{name}")), is_good=False)))


def resume_wording(texts: Texts, team: str, channel: Channel, scope: Scope) -> Wording:
    """Return what somebody agrees to who wants messages again."""
    text = texts("wording.again", team=team, channel=texts(f"channel.{channel}"), what=texts(f"what.{scope}"))
    return Wording(texts.language, text)


def _stop_all(context: Context) -> Element:
    texts = context.texts
    return el(
        "form",
        *_hidden(context, action="stop-all"),
        el("button", texts("page.stop_all"), type="submit", class_="stop wide"),
        el("span", texts("page.stop_all_hint"), class_="hint"),
        method="post",
        action=context.action,
    )


def _card(each: AddressPreferences, channel: ChannelPreferences, context: Context) -> Element:
    name = f"{context.texts(f'channel.{channel.channel}')} · {masked(each.address)}"
    rows = [_row(each, channel, scope, context) for scope in (Scope.ALL, Scope.MARKETING, Scope.NOTICE)]
    is_resumable = channel.channel in each.resumable
    hint = None if is_resumable else el("p", _elsewhere(each.address, context.texts), class_="soft")
    return el(
        "section", el("h2", name), hint, el("div", *rows, class_="rows"), class_="card", aria_label=name
    )


def _elsewhere(address: Address, texts: Texts) -> str:
    """Return how somebody gets messages again whom this page cannot know for the holder of an address."""
    return texts("page.elsewhere_email" if is_email(address) else "page.elsewhere")


def _row(each: AddressPreferences, channel: ChannelPreferences, scope: Scope, context: Context) -> Element:
    status = channel.standing.within(scope)
    is_decided_above = scope is not Scope.ALL and channel.standing.everything.state in BLOCKING
    label = context.texts(f"page.{_NAMES[scope]}")
    parts: list[Node | None] = [el("div", label, _state(status, context))]
    if not is_decided_above:
        if status.state is not State.STOPPED:
            parts.append(_stop(each.address, channel.channel, scope, context))
        if channel.channel in each.resumable and status.state is not State.SUBSCRIBED:
            parts.append(_resume(channel.channel, scope, status, context))
    return el("div", *parts, class_="row")


def _state(status: Status, context: Context) -> Element:
    texts = context.texts
    day = f"{status.since.astimezone(context.zone):%Y-%m-%d}" if status.since else ""
    since = texts("page.since", day=day) if day else ""
    return el(
        "span",
        f"{GLYPHS[status.state]} {texts(f'page.{status.state}')}",
        el("span", f" {since}", class_="since") if since else None,
        class_=f"state {status.state}",
    )


def _stop(address: Address, channel: Channel, scope: Scope, context: Context) -> Element:
    fields = _hidden(context, action="stop", of=context.reference(address), channel=channel, scope=scope)
    about = f"{context.texts('page.stop')}: {context.texts(f'page.{_NAMES[scope]}')}"
    button = el("button", context.texts("page.stop"), type="submit", class_="stop", aria_label=about)
    return el("form", *fields, button, method="post", action=context.action)


def _resume(channel: Channel, scope: Scope, status: Status, context: Context) -> Element:
    texts = context.texts
    fields = _hidden(
        context, action="resume", channel=channel, scope=scope, token=context.token(channel, scope)
    )
    wording = resume_wording(texts, context.team, channel, scope)
    return el(
        "details",
        el("summary", texts("page.again" if status.state is State.STOPPED else "page.start")),
        el(
            "form", *fields, el("p", wording.text), el("button", texts("page.yes"), type="submit"), method="post",
            action=context.action,
        ),
    )  # fmt: skip


def _hidden(context: Context, **fields: str) -> list[Element]:
    shown = {**fields, "lang": context.texts.language}
    return [el("input", type="hidden", name=name, value=value) for name, value in shown.items()]
