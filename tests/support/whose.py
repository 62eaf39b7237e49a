"""One person whose stop comes from a text, from a colleague or from a file, for tests of whose it is."""

from datetime import timedelta

from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method, Scope
from stopline.consent.ledger import Change
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.importers.habits import Mode
from stopline.importers.states import ConsentState, csv_text
from stopline.workspace import Workspace
from support.times import START
from support.transcript import PEOPLE

MARIA = PEOPLE["maria"]
KINDS = (Scope.MARKETING, Scope.NOTICE)
STOP, YES = EventKind.WITHDRAWN, EventKind.GIVEN


def record(
    workspace: Workspace, kind: EventKind, minute: int, actor: str = CONTACT, scope: Scope = Scope.ALL
) -> Change | Refusal:
    method = Method.KEYWORD if actor == CONTACT else Method.AGENT
    at = START - timedelta(hours=2) + timedelta(minutes=minute)
    evidence = Evidence(words=str(kind), source="phone")
    return workspace.ledger.record(ConsentEvent(MARIA, Channel.SMS, kind, method, actor, at, scope, evidence))


def states_file(minute: int | None, scope: Scope = Scope.ALL) -> bytes:
    since = None if minute is None else START - timedelta(hours=2) + timedelta(minutes=minute)
    stop = ConsentState(MARIA, Channel.SMS, scope, State.STOPPED, since, "keyword", "the shop", words="STOP")
    return csv_text([stop]).encode()


def people_file(minute: int | None, scope: Scope = Scope.ALL) -> ContactFile:
    at = (
        ""
        if minute is None
        else f"{START - timedelta(hours=2) + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"
    )
    table = f"phone,consent,unsubscribed at,scope\n{MARIA},unsubscribed,{at},{scope}\n"
    return ContactFile("people.csv", table.encode())


def bring(workspace: Workspace, file: str, minute: int | None, scope: Scope = Scope.ALL) -> None:
    if file == "people":
        workspace.contact_imports.load(people_file(minute, scope))
    else:
        workspace.consent_states.load("states.csv", states_file(minute, scope), Mode(file))


def state(workspace: Workspace, scope: Scope = Scope.ALL) -> State:
    return workspace.standings.of(MARIA, Channel.SMS).within(scope).state
