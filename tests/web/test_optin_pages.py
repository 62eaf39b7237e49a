"""The opt-in page: a clear question, an unticked box, and a yes that is kept with all that proves it, once."""

from datetime import timedelta

import pytest

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, EventKind, Method, Scope
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.ledger import Change
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.inbox.forms import Offer
from stopline.workspace import Workspace
from support.web import MARIA, Web, forms_in, ticked_in

WRITTEN = "(202) 555-0101"


def test_a_yes_is_kept_with_its_wording_version_time_ip_and_browser(web: Web) -> None:
    page = web.page("/f/news")

    answer = web.send(forms_in(page)[0], phone=WRITTEN, box="sms")

    assert (answer.status_code, answer.headers["location"]) == (303, "/f/news/done?lang=en")
    (recorded,) = web.events()
    event, evidence = recorded.event, recorded.event.evidence
    assert (event.kind, event.method, event.actor) == (EventKind.GIVEN, Method.FORM, CONTACT)
    assert (event.channel, event.scope, event.occurred_at) == (Channel.SMS, Scope.MARKETING, web.clock.now())
    assert (evidence.ip, evidence.browser, evidence.source) == ("203.0.113.5", "Phone/1.0", "form news")
    assert evidence.words == "Yes, send me these"
    assert evidence.disclosure in page
    assert (
        "Harbour Bikes sends me offers and news by text message (SMS), “News from the harbour”"
        in evidence.disclosure
    )
    assert evidence.wording_version.startswith("en-")
    assert web.workspace.ledger.verify().is_intact


def test_a_yes_opens_the_gate_for_what_was_agreed_to_and_tags_the_contact(web: Web) -> None:
    web.send(web.form("/f/news"), phone=WRITTEN, box="sms")

    ask = web.workspace.send_block.ask
    assert isinstance(ask(Draft(MARIA, Channel.SMS, Purpose.MARKETING)), Permit)
    assert not isinstance(ask(Draft(MARIA, Channel.SMS, Purpose.NOTICE)), Permit)
    assert not isinstance(ask(Draft(MARIA, Channel.WHATSAPP, Purpose.MARKETING)), Permit)
    contact = web.workspace.contacts.at(MARIA)
    assert contact is not None
    assert web.workspace.contacts.contact(contact).tags == ("via-form", "web")


def test_no_box_is_ticked_before_somebody_ticks_it(web: Web) -> None:
    assert ticked_in(web.page("/f/news")) == []


def test_every_channel_has_a_box_and_a_wording_of_its_own(web: Web) -> None:
    web.send(web.form("/f/news"), phone=WRITTEN, email="Maria@Example.com", box=["sms", "email"])

    (by_text,), (by_mail,) = web.events(), web.events(Address("maria@example.com"))
    assert by_text.event.evidence.wording_version != by_mail.event.evidence.wording_version
    assert (by_mail.event.channel, by_text.event.channel) == (Channel.EMAIL, Channel.SMS)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"phone": WRITTEN}, "without your yes nothing is sent"),
        ({"phone": "", "box": "sms"}, "Write the phone number"),
        ({"phone": "12", "box": "sms"}, "not a phone number we can send to"),
        ({"phone": "maria@example.com", "box": "sms"}, "not a phone number we can send to"),
        ({"phone": WRITTEN, "email": "maria", "box": "email"}, "not an e-mail address"),
        ({"phone": WRITTEN, "box": "whatsapp"}, "without your yes nothing is sent"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(
    web: Web, answers: dict[str, str], said: str
) -> None:
    answer = web.post("/f/news", web.form("/f/news").body(**answers))

    assert answer.status_code == 422
    assert said in answer.text
    again = forms_in(answer.text)[0]
    assert {name: again.fields[name] for name in answers if name != "box"} == {
        k: v for k, v in answers.items() if k != "box"
    }
    assert web.events() == []


def test_a_form_that_is_sent_again_counts_once(web: Web) -> None:
    form = web.form("/f/news")

    first = web.send(form, phone=WRITTEN, box="sms")
    again = web.send(form, phone="+12025550102", box="sms")

    assert (first.status_code, again.status_code) == (303, 409)
    assert web.events(Address("+12025550102")) == []


def test_the_same_yes_again_within_a_day_is_one_event(web: Web, clock: ManualClock) -> None:
    for _ in range(3):
        web.send(web.form("/f/news"), phone=WRITTEN, box="sms")
    assert len(web.events()) == 1

    clock.advance(timedelta(days=2))
    web.send(web.form("/f/news"), phone=WRITTEN, box="sms")

    assert len(web.events()) == 2


def test_a_form_that_lay_open_for_too_long_is_shown_again(web: Web, clock: ManualClock) -> None:
    form = web.form("/f/news")
    clock.advance(timedelta(hours=3))

    answer = web.send(form, phone=WRITTEN, box="sms")

    assert answer.status_code == 409
    assert "open for too long" in answer.text
    assert web.events() == []
    assert web.send(forms_in(answer.text)[0], box="sms").status_code == 303


@pytest.mark.parametrize("other", ["/f/repairs", "/f/news?lang=fr"], ids=["another form", "another wording"])
def test_a_token_holds_for_the_wording_it_was_shown_with(web: Web, other: str) -> None:
    token = web.form(other).fields["token"]

    answer = web.send(web.form("/f/news"), token=token, phone=WRITTEN, box="sms")

    assert answer.status_code == 409
    assert web.events() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example.net"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_that_another_site_sends_changes_nothing(web: Web, headers: dict[str, str]) -> None:
    form = web.form("/f/news")

    answer = web.post(form.action, form.body(phone=WRITTEN, box="sms"), headers=headers)

    assert answer.status_code == 403
    assert web.events() == []


def test_a_form_of_our_own_site_is_taken(web: Web) -> None:
    form = web.form("/f/news")

    answer = web.post(
        form.action, form.body(phone=WRITTEN, box="sms"), headers={"origin": "https://texts.example.com"}
    )

    assert answer.status_code == 303


def test_a_form_never_lifts_a_stop_for_anybody_can_type_anybodys_number(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    answer = web.send(web.form("/f/news"), phone=WRITTEN, box="sms")
    done = web.page(answer.headers["location"])

    assert answer.status_code == 303
    assert web.state() is State.STOPPED
    assert web.state(scope=Scope.MARKETING) is State.STOPPED
    assert web.events()[-1].event.kind is EventKind.REQUESTED
    assert "send START to us" in done


def test_the_page_after_a_form_does_not_tell_who_is_known(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    stopped = web.send(web.form("/f/news"), phone=WRITTEN, box="sms")
    unknown = web.send(web.form("/f/news"), phone="+12025550199", box="sms")

    assert (stopped.status_code, stopped.headers["location"]) == (
        unknown.status_code,
        unknown.headers["location"],
    )


def test_a_held_address_stays_held(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "wrong number"))
    assert web.state() is State.HELD

    web.send(web.form("/f/news"), phone=WRITTEN, box="sms")

    assert web.state() is State.HELD


class Asking:
    """What would send the text that follows a form."""

    def __init__(self) -> None:
        self.asked: list[tuple[EventKind, str, str]] = []

    def needs_second_yes(self, address: Address, offer: Offer) -> bool:
        return address.startswith("+49")

    def form_was_filled(self, change: Change, offer: Offer, language: str) -> None:
        self.asked.append((change.recorded.event.kind, offer.slug, language))


def test_a_double_opt_in_waits_for_the_second_yes_and_the_question_is_asked_once(
    workspace: Workspace, clock: ManualClock
) -> None:
    asking = Asking()
    workspace.__dict__["form_follow_up"] = asking
    web = Web(workspace, clock)

    for _ in range(2):
        answer = web.send(web.form("/f/repairs?lang=de"), phone=WRITTEN, name="Maria Lopez", box="sms")

    assert "Bestätigung" in web.page(answer.headers["location"])
    assert web.state(scope=Scope.NOTICE) is State.PENDING
    assert not isinstance(workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.NOTICE)), Permit)
    assert workspace.contacts.name_at(MARIA) == "Maria Lopez"
    assert asking.asked == [(EventKind.REQUESTED, "repairs", "de")]


def test_nobody_who_stopped_is_asked_because_somebody_typed_their_number(
    workspace: Workspace, clock: ManualClock
) -> None:
    asking = Asking()
    workspace.__dict__["form_follow_up"] = asking
    web = Web(workspace, clock)
    workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    web.send(web.form("/f/repairs"), phone=WRITTEN, box="sms")

    assert asking.asked == []


@pytest.mark.parametrize(
    ("header", "language", "said"),
    [
        ("fr-CA,fr;q=0.9", "fr", "Que pouvons-nous vous envoyer"),
        ("xx,de;q=0.2", "de", "Was dürfen wir Ihnen senden"),
        ("", "en", "What may we send you"),
        ("nl-BE", "nl", "Wat mogen wij u sturen"),
    ],
)
def test_a_page_is_in_the_language_of_the_browser(web: Web, header: str, language: str, said: str) -> None:
    page = web.page("/f/news", **{"accept-language": header})

    assert f'<html lang="{language}">' in page
    assert said in page


def test_a_page_is_never_in_a_language_its_wording_is_not_in(web: Web) -> None:
    assert '<html lang="en">' in web.page("/f/own", **{"accept-language": "de"})
    assert "Envoyez-moi des offres et des nouvelles de Harbour Bikes." in web.page(
        "/f/own", **{"accept-language": "fr"}
    )


def test_hostile_words_come_back_escaped(web: Web) -> None:
    answer = web.send(
        web.form("/f/news"), phone='"><script>alert(1)</script>\u202e', email="'\"<b>", box="sms"
    )

    assert "<script>" not in answer.text
    assert "\u202e" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_browser_that_calls_itself_something_hostile_is_kept_on_one_line(web: Web) -> None:
    web.client.headers["user-agent"] = "Phone\x1b[2J" + "x" * 900

    web.send(web.form("/f/news"), phone=WRITTEN, box="sms")

    browser = web.events()[0].event.evidence.browser
    assert len(browser) <= 200
    assert "\x1b" not in browser


def test_where_a_country_asks_for_a_second_yes_the_form_does_too(
    workspace: Workspace, clock: ManualClock
) -> None:
    asking = Asking()
    workspace.__dict__["form_follow_up"] = asking
    web = Web(workspace, clock)
    german = Address("+493023125001")

    here = web.send(web.form("/f/news"), phone=WRITTEN, box="sms")
    there = web.send(web.form("/f/news"), phone=german, box="sms")

    assert "One more step" not in web.page(here.headers["location"])
    assert "One more step" in web.page(there.headers["location"])
    assert web.state(german, Scope.MARKETING) is State.PENDING
    assert [kind for kind, _, _ in asking.asked] == [EventKind.GIVEN, EventKind.REQUESTED]
