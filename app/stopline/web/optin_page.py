"""Pure: the opt-in page: what is asked, the wording of each box, and what was wrong with an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import phonenumbers

from stopline.consent.events import Channel
from stopline.consent.wording import Wording
from stopline.settings.web import LANGUAGES, FormSettings
from stopline.web.layout import Page, note
from stopline.web.markup import Element, Node, el
from stopline.web.texts import Texts, filled

LONGEST_ANSWER = 200
"""Characters of a field that are read."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody wrote into the form, as they wrote it."""

    phone: str = ""
    email: str = ""
    name: str = ""
    boxes: frozenset[Channel] = frozenset()


@dataclass(frozen=True, slots=True)
class OptInForm:
    """A form, as one language shows it."""

    settings: FormSettings
    texts: Texts
    team: str
    region: str
    """The country numbers without a plus are read in."""
    wordings: Mapping[Channel, Wording] = field(default_factory=dict)

    @property
    def needs_phone(self) -> bool:
        """Tell whether a phone number is asked for."""
        return any(channel is not Channel.EMAIL for channel in self.settings.channels)

    @property
    def needs_email(self) -> bool:
        """Tell whether an e-mail address is asked for."""
        return Channel.EMAIL in self.settings.channels

    @property
    def version(self) -> str:
        """Return the version of everything there is to agree to."""
        return Wording(self.texts.language, "\n".join(each.text for each in self.wordings.values())).version


def form_in(settings: FormSettings, texts: Texts, team: str, region: str) -> OptInForm:
    """Return a form in one language, with the wording of each of its channels."""
    own = settings.wording.get(texts.language)

    def wording(channel: Channel) -> Wording:
        shipped = texts.by_name["wording.email" if channel is Channel.EMAIL else "wording.text"]
        fields = {
            "team": team,
            "title": settings.title,
            "channel": texts(f"channel.{channel}"),
            "what": texts(f"what.{settings.scope}"),
        }
        return Wording(texts.language, filled(own or shipped, fields))

    wordings = {channel: wording(channel) for channel in settings.channels}
    return OptInForm(settings, texts, team, settings.region or region, wordings)


def languages_of(settings: FormSettings) -> tuple[str, ...]:
    """Return the languages a form can be shown in: those of its own wording, else all, so that page and wording never differ."""
    return tuple(language for language in LANGUAGES if language in settings.wording) or LANGUAGES


def optin_page(
    form: OptInForm, token: str, answers: Answers = Answers(), problems: Mapping[str, str] | None = None
) -> Page:
    """Return the page that asks.

    Args:
        form: the form in one language.
        token: what makes this very form count once.
        answers: what was written into it before.
        problems: what was wrong with that, by field; `form` for the form itself.
    """
    problems = problems or {}
    fields: list[Node] = []
    if form.needs_phone:
        code = str(phonenumbers.country_code_for_region(form.region))
        hint = form.texts("form.phone_hint", region=form.region, code=code)
        fields.append(_field(form, "phone", "tel", answers.phone, problems, hint))
    if form.needs_email:
        fields.append(_field(form, "email", "email", answers.email, problems))
    if form.settings.asks_name:
        fields.append(_field(form, "name", "text", answers.name, problems))
    body: list[Node] = [el("h1", form.settings.title)]
    if form.settings.intro:
        body.append(el("p", form.settings.intro))
    if problems:
        body.append(_problems(form, problems))
    body.append(
        el(
            "form",
            el("input", type="hidden", name="token", value=token),
            el("input", type="hidden", name="lang", value=form.texts.language),
            *fields,
            _boxes(form, answers, problems),
            el("button", form.texts("form.send"), type="submit", class_="wide"),
            method="post",
            action=f"/f/{form.settings.slug}",
            class_="card",
            novalidate=True,
        )
    )
    body.extend(_notices(form))
    return Page(form.settings.title, tuple(body), languages_of(form.settings))


def done_page(form: OptInForm, *, is_awaiting: bool) -> Page:
    """Return the page after a form was taken; it is the same for every address, so that nobody learns who is known here."""
    title = form.texts("form.done_title")
    done = form.texts("form.done_double" if is_awaiting else "form.done")
    body = (
        el("h1", title),
        note(el("p", done), is_good=True),
        el("p", form.texts("form.done_stopped"), class_="soft"),
    )
    return Page(title, body, languages_of(form.settings))


def _field(
    form: OptInForm, name: str, kind: str, value: str, problems: Mapping[str, str], hint: str = ""
) -> Element:
    problem = problems.get(name)
    described = [f"{name}-wrong"] if problem else []
    described += [f"{name}-hint"] if hint else []
    return el(
        "div",
        el("label", form.texts(f"form.{name}"), for_=name),
        el(
            "input",
            type=kind, id=name, name=name, value=value or None, autocomplete="name" if name == "name" else kind,
            inputmode=None if name == "name" else kind, maxlength=str(LONGEST_ANSWER),
            aria_invalid="true" if problem else None, aria_describedby=" ".join(described) or None,
            required=name != "name" and not (form.needs_phone and form.needs_email),
        ),
        el("span", f"✗ {problem}", class_="wrong", id=f"{name}-wrong") if problem else None,
        el("span", hint, class_="hint", id=f"{name}-hint") if hint else None,
        class_="field",
    )  # fmt: skip


def _boxes(form: OptInForm, answers: Answers, problems: Mapping[str, str]) -> Element:
    problem = problems.get("box")
    boxes = [
        el(
            "label",
            el(
                "input",
                type="checkbox", name="box", value=channel, id=f"box-{channel}",
                checked=bool(problems) and channel in answers.boxes,
                aria_describedby="box-wrong" if problem else None,
            ),
            el("span", wording.text),
            class_="box", for_=f"box-{channel}",
        )
        for channel, wording in form.wordings.items()
    ]  # fmt: skip
    wrong = el("span", f"✗ {problem}", class_="wrong", id="box-wrong") if problem else None
    return el("fieldset", el("legend", form.texts("form.choose")), *boxes, wrong)


def _problems(form: OptInForm, problems: Mapping[str, str]) -> Element:
    targets = {"box": f"box-{form.settings.channels[0]}"}
    lines = [
        el("li", sentence if name == "form" else el("a", sentence, href=f"#{targets.get(name, name)}"))
        for name, sentence in problems.items()
    ]
    return note(el("strong", form.texts("form.problem")), el("ul", *lines), is_good=False)


def _notices(form: OptInForm) -> list[Node]:
    links: list[Node] = []
    for name, url in (("privacy", form.settings.privacy_url), ("terms", form.settings.terms_url)):
        if url:
            links.extend([el("a", form.texts(f"form.{name}"), href=url, rel="noopener"), " "])
    return [el("p", *links, class_="soft")] if links else []
