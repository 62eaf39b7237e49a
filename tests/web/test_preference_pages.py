"""A person's own page: no log-in, a stop at once, a resume that is a fresh yes, and links that cannot be made up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Method, Scope
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.link_room import stand_in
from stopline.consent.preference_links import LinkOrigin
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from stopline.messages.message import MessageState
from stopline.messages.outbox import Queued
from stopline.web.site import THREADS
from stopline.worker.tick import Tick
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway
from support.web import MARIA, URL, Web, forms_in

MAIL = Address("maria@example.com")


@pytest.fixture
def web(web: Web) -> Web:
    """The pages, and Maria, who has joined."""
    web.workspace.intake.receive("modem", InboundText(MARIA, "JOIN"))
    return web


def test_a_stop_counts_at_once_and_refuses_what_waits(web: Web) -> None:
    thread = web.workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    queued = web.workspace.outbox.queue(thread, Draft(MARIA, Channel.SMS, Purpose.MARKETING, "Sale!"))
    assert isinstance(queued, Queued)

    answer = web.send(web.button(web.link(), "stop", "sms", "all"))

    assert answer.status_code == 303
    assert web.state() is State.STOPPED
    assert web.workspace.outbox.message(queued.message).state is MessageState.REFUSED
    decision = web.workspace.send_block.ask(Draft(MARIA, Channel.SMS, Purpose.CONVERSATION))
    assert not isinstance(decision, Permit)
    event = web.events()[-1].event
    assert (event.kind, event.actor, event.method) == (EventKind.WITHDRAWN, CONTACT, Method.FORM)
    assert (event.evidence.words, event.evidence.ip) == ("Stop", "203.0.113.5")
    assert "What you stopped is sent no more" in web.page(answer.headers["location"])


def test_a_narrow_stop_leaves_the_rest(web: Web) -> None:
    web.send(web.button(web.link(), "stop", "sms", "marketing"))

    ask = web.workspace.send_block.ask
    assert not isinstance(ask(Draft(MARIA, Channel.SMS, Purpose.MARKETING)), Permit)
    assert isinstance(ask(Draft(MARIA, Channel.SMS, Purpose.NOTICE)), Permit)


def test_a_resume_of_their_own_stop_is_a_fresh_yes_with_its_wording(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))
    link = web.link()
    page = web.page(link)

    answer = web.send(web.button(link, "resume", "sms", "all"))

    assert web.state() is State.SUBSCRIBED
    event = web.events()[-1].event
    assert (event.kind, event.actor) == (EventKind.GIVEN, CONTACT)
    assert event.evidence.disclosure in page
    assert event.evidence.wording_version.startswith("en-")
    assert "We have kept your yes" in web.page(answer.headers["location"])


def test_a_page_that_is_sent_again_does_not_undo_a_stop_that_came_after_it(web: Web) -> None:
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))
    form = web.button(web.link(), "resume", "sms", "all")
    web.send(form)
    web.workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    answer = web.send(form)

    assert "done=again_old" in answer.headers["location"]
    assert web.state() is State.STOPPED


def test_a_resume_needs_the_token_of_a_page_and_a_stop_only_the_link(web: Web, clock: ManualClock) -> None:
    link = web.link()
    stop, resume = web.button(link, "stop", "sms", "all"), None
    web.send(stop)
    resume = web.button(link, "resume", "sms", "all")
    clock.advance(timedelta(hours=3))

    late = web.send(resume)
    forged = web.send(resume, token="")
    assert (late.status_code, forged.status_code) == (303, 303)
    assert web.state() is State.STOPPED

    web.send(web.button(link, "resume", "sms", "all"))
    clock.advance(timedelta(hours=3))
    web.send(stop)
    assert web.state() is State.STOPPED


def test_looking_at_a_page_changes_nothing(web: Web) -> None:
    link, before = web.link(), web.workspace.ledger.verify().head

    for path in (link, f"{link}/one-click", f"{link}?action=stop-all", f"{link}?done=stopped_now"):
        for method in ("GET", "HEAD"):
            assert web.client.request(method, path).status_code == 200

    assert web.workspace.ledger.verify().head == before


def test_one_click_of_a_mail_program_stops_the_address(web: Web) -> None:
    web.workspace.ledger.record(
        ConsentEvent(MAIL, Channel.EMAIL, EventKind.GIVEN, Method.FORM, CONTACT, web.clock.now())
    )
    headers = web.workspace.preference_links.one_click_headers(MAIL)
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(URL)

    wrong = web.post(path, [("List-Unsubscribe", "Maybe")])
    assert (wrong.status_code, web.state(MAIL, channel=Channel.EMAIL)) == (400, State.SUBSCRIBED)
    right = web.client.post(path, files={"List-Unsubscribe": (None, "One-Click")})

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert right.status_code == 200
    assert web.state(MAIL, channel=Channel.EMAIL) is State.STOPPED
    assert web.state() is State.SUBSCRIBED


def test_a_page_shows_every_address_of_the_person_masked_and_no_number(web: Web) -> None:
    contact = web.workspace.contacts.at(MARIA)
    assert contact is not None
    web.workspace.contacts.add_address(contact, MAIL)
    link = web.link()

    page = web.page(link)

    assert "+1•••01" in page
    assert "m•••@example.com" in page
    for hidden in (MARIA, MARIA[2:], "5550101", MAIL):
        assert hidden not in page
        assert hidden not in link


def test_everything_is_stopped_with_one_button_and_resumed_only_where_the_link_came_to(web: Web) -> None:
    contact = web.workspace.contacts.at(MARIA)
    assert contact is not None
    web.workspace.contacts.add_address(contact, MAIL)
    link = web.link()

    web.send(web.button(link, "stop-all"))

    assert web.state() is State.STOPPED
    assert web.state(MAIL, channel=Channel.EMAIL) is State.STOPPED
    assert "by a link to another address" in web.events(MAIL)[-1].event.evidence.note
    resumes = [form for form in forms_in(web.page(link)) if form.fields["action"] == "resume"]
    assert {form.fields["channel"] for form in resumes} == {"sms"}
    crafted = web.send(resumes[0], channel="email")
    assert crafted.status_code == 400
    assert web.state(MAIL, channel=Channel.EMAIL) is State.STOPPED


def test_every_link_takes_the_room_a_text_was_counted_with(web: Web) -> None:
    links = [web.workspace.preference_links.to(who) for who in (MARIA, MAIL)]

    assert {len(link) for link in links} == {len(stand_in(URL))}
    assert links[0].startswith(stand_in(URL).rstrip("x"))


def test_a_link_that_an_agent_printed_is_told_apart_in_the_evidence(web: Web) -> None:
    link = web.workspace.preference_links.to(MARIA, LinkOrigin.PRINTED).removeprefix(URL)

    web.send(web.button(link, "stop", "sms", "all"))

    assert "printed by an agent" in web.events()[-1].event.evidence.note


def test_a_printed_link_offers_no_way_back_and_says_where_one_is(web: Web) -> None:
    link = web.workspace.preference_links.to(MARIA, LinkOrigin.PRINTED).removeprefix(URL)
    web.send(web.button(link, "stop", "sms", "all"))

    page = web.page(link)
    own = web.button(web.link(), "resume", "sms", "all")
    crafted = web.send(replace(own, action=link))

    assert "resume" not in {form.fields["action"] for form in forms_in(page)}
    assert "send START to us from this number" in page
    assert (
        "send START to us from this number" in web.page(crafted.headers["location"]).partition("<section")[0]
    )
    assert web.state() is State.STOPPED
    web.workspace.intake.receive("modem", InboundText(MARIA, "START"))
    assert web.state() is State.SUBSCRIBED


def test_by_email_the_way_back_is_the_link_in_a_mail_they_got(web: Web) -> None:
    link = web.workspace.preference_links.to(MAIL, LinkOrigin.PRINTED).removeprefix(URL)
    web.send(web.button(link, "stop", "email", "all"))

    page = web.page(link)

    assert "open the link in a message we sent to this address" in page
    assert "START" not in page
    web.send(web.button(web.link(MAIL), "resume", "email", "all"))
    assert web.state(MAIL, channel=Channel.EMAIL) is State.SUBSCRIBED


def test_an_expired_link_says_what_to_do_and_does_nothing(web: Web, clock: ManualClock) -> None:
    link = web.link()
    stop = web.button(link, "stop-all")
    clock.advance(timedelta(days=401))

    shown, pressed = web.client.get(link), web.send(stop)

    assert (shown.status_code, pressed.status_code) == (410, 410)
    assert "answer any of them with STOP" in shown.text
    assert web.state() is State.SUBSCRIBED


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_link_with_any_byte_changed_leads_nowhere(web: Web, data: st.DataObject) -> None:
    token = web.link().removeprefix("/p/")
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
    changed = token[:place] + letter + token[place + 1 :]

    link = web.workspace.preference_links.read(changed)

    assert (link == "forged") is (changed != token)


def test_a_stop_that_stands_is_not_recorded_again(web: Web) -> None:
    form = web.button(web.link(), "stop", "sms", "all")
    for _ in range(3):
        web.send(form)

    assert [each.event.kind for each in web.events()].count(EventKind.WITHDRAWN) == 1


def test_a_text_with_a_place_for_the_link_is_handed_over_with_the_link_and_kept_without(web: Web) -> None:
    thread = web.workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None

    queued = web.workspace.outbox.queue(
        thread, Draft(MARIA, Channel.SMS, Purpose.NOTICE, "Ready! Choose: {preferences}")
    )

    assert isinstance(queued, Queued)
    gateway = ScriptedGateway()
    Tick(web.workspace, [gateway], "worker").run()

    assert web.workspace.outbox.message(queued.message).text == "Ready! Choose: {preferences}"
    raw = web.workspace.engine.connection()
    assert raw.execute("SELECT text FROM messages WHERE text LIKE '%/p/%'").fetchall() == []
    text = next(permit.draft.text for permit in gateway.permits if permit.draft.message == queued.message)
    token = text.removeprefix(f"Ready! Choose: {URL}/p/")
    link = web.workspace.preference_links.read(token)
    assert not isinstance(link, str)
    assert (link.address, link.origin) == (MARIA, LinkOrigin.SENT)


@pytest.mark.parametrize("scope", Scope)
def test_stop_and_resume_undo_each_other_for_every_scope(web: Web, scope: Scope) -> None:
    link = web.link()

    web.send(web.button(link, "stop", "sms", scope))
    assert web.state(scope=scope) is State.STOPPED
    web.send(web.button(link, "resume", "sms", scope))

    assert web.state(scope=scope) is State.SUBSCRIBED


def test_an_automatic_text_may_hold_the_link(web: Web) -> None:
    settings = web.workspace.folder / "settings.toml"
    stop = 'stop = "{team}: no more texts. Change your mind: {preferences}"'
    settings.write_text(
        settings.read_text()
        + f'\n[answers.en]\n{stop}\nstart = "{{team}}: STOP to end."\nhelp = "{{team}}"\n'
    )
    workspace = Workspace.open(web.workspace.folder, web.clock)

    workspace.intake.receive("modem", InboundText(MARIA, "STOP"))

    thread = workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    gateway = ScriptedGateway()
    Tick(workspace, [gateway], "worker").run()
    texts = [permit.draft.text for permit in gateway.permits]
    assert any(f"Change your mind: {URL}/p/" in text for text in texts)


def test_a_text_whose_link_cannot_be_made_does_not_leave_without_it(web: Web) -> None:
    thread = web.workspace.threads.at(MARIA, Channel.SMS)
    assert thread is not None
    queued = web.workspace.outbox.queue(
        thread, Draft(MARIA, Channel.SMS, Purpose.NOTICE, "Choose: {preferences}")
    )
    assert isinstance(queued, Queued)
    (web.workspace.folder / "secrets" / "web-key").write_text("no key", encoding="utf-8")
    gateway = ScriptedGateway()

    Tick(Workspace.open(web.workspace.folder, web.clock), [gateway], "worker").run()

    message = web.workspace.outbox.message(queued.message)
    assert message.state is MessageState.FAILED
    assert queued.message not in [permit.draft.message for permit in gateway.permits]
    assert "its link could not be made" in (message.reason or "")


def test_hundreds_of_visits_hold_a_few_connections_to_the_database(web: Web) -> None:
    link = web.link()
    for visitor in (web.visitor(f"198.51.100.{number}") for number in range(60)):
        visitor.get(link)

    assert len(web.workspace.engine._connections) <= THREADS + 1
