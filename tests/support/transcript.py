"""Conversations as tests write them: the docstring of a test is played through the real product.

    09:00 maria > JOIN
    09:01 alice > maria: Your order is ready
    09:01 alice [marketing] > maria: Ten per cent off
    09:02 tick
    09:03 alice records stop of maria: she said so on the phone

A name in lower case is a contact or an agent; contacts have numbers from the reserved range. `tick` lets the worker do one pass.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from stopline.address import Address
from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.gate import Draft, Purpose
from stopline.consent.refusal import Refusal
from stopline.consent.status import Status
from stopline.gateways.base import InboundText
from stopline.inbox.intake import Duplicate, Received
from stopline.messages.message import Direction, Message
from stopline.messages.outbox import Origin, Queued
from stopline.worker.tick import Tick
from stopline.workspace import Workspace
from support.scripted_gateway import ScriptedGateway

PEOPLE = {
    "maria": Address("+12025550123"),
    "jean": Address("+12025550124"),
    "tom": Address("+12025550125"),
    "ana": Address("+12025550126"),
}
_LINE = re.compile(r"\s*(\d\d):(\d\d)\s+(.*)")
_SENT = re.compile(r"(\w+)(?: \[(\w+)\])? > (\w+): (.*)")
_SAID = re.compile(r"(\w+) > (.*)")
_RECORDED = re.compile(r"(\w+) records (stop|yes) of (\w+): (.*)")


@dataclass
class Story:
    """A workspace in which a conversation was played, and what came of it."""

    workspace: Workspace
    clock: ManualClock
    gateway: ScriptedGateway
    received: list[Received | Duplicate] = field(default_factory=list)
    replies: list[Queued | Refusal] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tick = Tick(self.workspace, [self.gateway], "test")

    def play(self, script: str) -> None:
        """Play every line of a script that begins with a time; other lines are for the reader."""
        start = self.clock.now()
        for line in script.splitlines():
            timed = _LINE.fullmatch(line)
            if timed is not None:
                self.clock.move_to(start + timedelta(hours=int(timed[1]) - 9, minutes=int(timed[2])))
                self._play_one(timed[3].strip())

    def says(self, person: str, text: str, channel: Channel = Channel.SMS) -> Received | Duplicate:
        """Let a contact write."""
        received = self.workspace.intake.receive(
            "scripted", InboundText(PEOPLE[person], text, channel, sent_at=self.clock.now())
        )
        self.received.append(received)
        return received

    def sends(
        self, agent: str, person: str, text: str, purpose: Purpose = Purpose.CONVERSATION
    ) -> Queued | Refusal:
        """Let an agent write."""
        outcome = self.workspace.replies.send(PEOPLE[person], Channel.SMS, text, purpose, Origin(agent=agent))
        self.replies.append(outcome)
        if isinstance(outcome, Refusal):
            self.refusals.append(outcome)
        return outcome

    def records(self, agent: str, person: str, kind: EventKind, words: str) -> None:
        """Let an agent record what was heard elsewhere."""
        outcome = self.workspace.ledger.record(
            ConsentEvent(
                PEOPLE[person], Channel.SMS, kind, Method.AGENT, agent, self.clock.now(),
                evidence=Evidence(words=words, source="phone"),
            )
        )  # fmt: skip
        if isinstance(outcome, Refusal):
            self.refusals.append(outcome)

    def status(self, person: str) -> Status:
        """Return the status of everything sent to a contact by text message."""
        return self.workspace.standings.of(PEOPLE[person], Channel.SMS).everything

    def outbound(self, person: str) -> list[Message]:
        """Return what was written to a contact, oldest first, automatic texts among it."""
        return list(
            reversed(self.workspace.outbox.messages(direction=Direction.OUTBOUND, address=PEOPLE[person]))
        )

    def states(self, person: str) -> list[str]:
        """Return the states of what was written to a contact, oldest first."""
        return [message.state.value for message in self.outbound(person)]

    def ask(self, person: str, purpose: Purpose) -> object:
        """Return what the gate says about writing to a contact."""
        return self.workspace.send_block.ask(Draft(PEOPLE[person], Channel.SMS, purpose))

    def _play_one(self, what: str) -> None:
        if what == "tick":
            self.tick.run()
        elif recorded := _RECORDED.fullmatch(what):
            kind = EventKind.WITHDRAWN if recorded[2] == "stop" else EventKind.GIVEN
            self.records(recorded[1], recorded[3], kind, recorded[4])
        elif sent := _SENT.fullmatch(what):
            self.sends(sent[1], sent[3], sent[4], Purpose(sent[2] or "conversation"))
        elif said := _SAID.fullmatch(what):
            self.says(said[1], said[2])
        else:
            raise AssertionError(f"this line of the conversation cannot be played: {what}")
