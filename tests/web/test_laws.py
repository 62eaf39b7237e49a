"""Whatever texts, forms, pages and programs do, and in whatever order: only the contact lifts what the contact stopped."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, EventKind, Scope
from stopline.consent.gate import Draft, Permit, Purpose
from stopline.consent.status import State
from stopline.gateways.base import InboundText
from support.web import API_TOKEN, SentForm, Web

NUMBERS = itertools.count()


@dataclass
class Contact:
    """Somebody whose messages many things are done to."""

    web: Web
    address: Address
    has_stopped: bool = False
    old_pages: list[SentForm] = field(default_factory=list)
    open_pages: list[tuple[SentForm, bool]] = field(default_factory=list)
    """Buttons to resume that were not pressed yet, and whether something was stopped since they were shown."""
    keys: Iterator[int] = field(default_factory=itertools.count)

    def text_stop(self) -> None:
        self._text("STOP")
        self._note_stop()

    def text_start(self) -> None:
        self._text("START")
        self.has_stopped = False

    def form(self) -> None:
        for slug in ("own", "repairs"):
            self.web.send(self.web.form(f"/f/{slug}"), phone=self.address, box="sms")

    def page_stop(self) -> None:
        self.web.send(self.web.button(self.web.link(self.address), "stop", "sms", "all"))
        self._note_stop()

    def open_page(self) -> None:
        if self.web.state(self.address) is not State.SUBSCRIBED:
            form = self.web.button(self.web.link(self.address), "resume", "sms", "all")
            self.open_pages.append((form, False))

    def press_on_the_oldest_open_page(self) -> None:
        if self.open_pages:
            form, is_overtaken = self.open_pages.pop(0)
            self.web.send(form)
            self.old_pages.append(form)
            self.has_stopped = self.has_stopped and is_overtaken

    def page_resume(self) -> None:
        form = self.web.button(self.web.link(self.address), "resume", "sms", "all")
        self.web.send(form)
        self.old_pages.append(form)
        self.has_stopped = False

    def old_page(self) -> None:
        for form in self.old_pages:
            self.web.send(form)

    def shop_says_yes(self) -> None:
        self._post("given")

    def shop_says_stop(self) -> None:
        self._post("withdrawn")

    def _note_stop(self) -> None:
        self.has_stopped = True
        self.open_pages = [(form, True) for form, _ in self.open_pages]

    def _text(self, words: str) -> None:
        self.web.workspace.intake.receive("modem", InboundText(self.address, words))

    def _post(self, kind: str) -> None:
        self.web.client.post(
            "/api/consent",
            json={
                "address": self.address, "kind": kind, "channel": "sms", "source": "shop", "wording": "Yes",
                "occurred_at": self.web.clock.now().isoformat(),
            },
            headers={"authorization": f"Bearer {API_TOKEN}", "idempotency-key": f"{self.address} {next(self.keys)}"},
        )  # fmt: skip


DEEDS: dict[str, Callable[[Contact], None]] = {
    name: getattr(Contact, name)
    for name in (
        "text_stop",
        "text_start",
        "form",
        "page_stop",
        "page_resume",
        "old_page",
        "open_page",
        "press_on_the_oldest_open_page",
        "shop_says_yes",
        "shop_says_stop",
    )
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.sampled_from(sorted(DEEDS)), max_size=8))
def test_only_the_contact_lifts_what_the_contact_stopped(web: Web, deeds: list[str]) -> None:
    number = next(NUMBERS)
    contact = Contact(web, Address(f"+1{212 + number // 100}55501{number % 100:02}"))

    for deed in deeds:
        web.clock.advance(timedelta(minutes=1))
        if deed == "page_stop" and web.state(contact.address) is State.STOPPED:
            continue
        if deed == "page_resume" and web.state(contact.address) is State.SUBSCRIBED:
            continue
        DEEDS[deed](contact)

        draft = Draft(contact.address, Channel.SMS, Purpose.MARKETING)
        if contact.has_stopped:
            assert web.state(contact.address) is State.STOPPED, deeds
            assert not isinstance(web.workspace.send_block.ask(draft), Permit)
    kinds = [each.event for each in web.events(contact.address) if each.event.scope is Scope.ALL]
    assert contact.has_stopped is False or any(
        event.kind is EventKind.WITHDRAWN and event.actor == CONTACT for event in kinds
    )


def test_of_two_open_pages_the_second_does_not_undo_what_was_stopped_after_the_first(web: Web) -> None:
    contact = Contact(web, Address("+12025550176"))
    contact.text_stop()
    contact.open_page()
    contact.open_page()
    contact.press_on_the_oldest_open_page()
    assert web.state(contact.address) is State.SUBSCRIBED
    web.send(web.button(web.link(contact.address), "stop-all"))

    contact.press_on_the_oldest_open_page()

    assert web.state(contact.address) is State.STOPPED


def test_a_button_resumes_what_stands_beside_it_and_nothing_else(web: Web) -> None:
    contact = Contact(web, Address("+12025550175"))
    contact.text_start()
    web.send(web.button(web.link(contact.address), "stop", "sms", "marketing"))
    web.send(web.button(web.link(contact.address), "stop", "sms", "notice"))
    form = web.button(web.link(contact.address), "resume", "sms", "notice")

    answer = web.send(form, scope="marketing")

    assert "done=again_old" in answer.headers["location"]
    assert web.state(contact.address, Scope.MARKETING) is State.STOPPED


def test_a_stop_the_contact_repeats_after_an_agents_is_their_own(web: Web) -> None:
    contact = Contact(web, Address("+12025550177"))
    contact.shop_says_stop()
    contact.text_stop()

    contact.shop_says_yes()

    assert web.state(contact.address) is State.STOPPED


def test_a_stop_a_shop_told_of_may_be_taken_back_by_the_shop(web: Web) -> None:
    contact = Contact(web, Address("+12025550178"))
    contact.shop_says_stop()

    contact.shop_says_yes()

    assert web.state(contact.address) is State.SUBSCRIBED
