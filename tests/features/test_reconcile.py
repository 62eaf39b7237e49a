"""Our stops beside what carriers know: who differs, why, and what is done about it."""

import shlex
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.events import Channel, ConsentEvent, EventKind, Method
from stopline.consent.refusal import Refusal
from stopline.consent.status import State
from stopline.errors import GatewayDownError
from stopline.gateways.base import ListedOptOut, OptOutPage
from stopline.hygiene.findings import Kind
from stopline.hygiene.keeping import Checkup
from stopline.worker.contained import ContainedGateway
from stopline.worker.gateways import opened_gateways
from stopline.worker.lists import compare_file
from stopline.worker.reconcile import Comparison, Reconciliation, Side
from stopline.worker.tick import Tick
from stopline.workspace import SETTINGS, Workspace
from support.command import CommandLine
from support.scripted_gateway import ScriptedGateway
from support.times import START
from support.transcript import PEOPLE, Story

MARIA, JEAN, TOM = PEOPLE["maria"], PEOPLE["jean"], PEOPLE["tom"]
SHOP = """
[team]
name = "Shop"
zone = "America/New_York"
agents = ["alice"]
"""
PERSON = """
[[people]]
key = "{key}"
name = "{key}"
number = "{number}"
language = "en"
country = "US"
zone = "America/New_York"
carriage = "{carriage}"
"""


class ListingGateway(ScriptedGateway):
    """A gateway with a list of opt-outs, handed out two at a time."""

    def __init__(self, *entries: ListedOptOut) -> None:
        super().__init__()
        self.entries = entries
        self.read_count = 0

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        self._fail()
        self.read_count += 1
        start = int(cursor or 0)
        end = start + min(limit, 2)
        return OptOutPage(self.entries[start:end], str(end) if end < len(self.entries) else None)


def listed(sender: str, hours_ago: float | None = None) -> ListedOptOut:
    at = None if hours_ago is None else START - timedelta(hours=hours_ago)
    return ListedOptOut(sender, Channel.SMS, at, "STOP")


def record(
    workspace: Workspace, person: str, kind: EventKind, hours_ago: float, actor: str = "contact"
) -> None:
    at = START - timedelta(hours=hours_ago)
    workspace.ledger.record(ConsentEvent(PEOPLE[person], Channel.SMS, kind, Method.FORM, actor, at))


def compare(workspace: Workspace, *entries: ListedOptOut, is_applied: bool = False) -> Comparison:
    found = Reconciliation(workspace).with_gateway(
        ContainedGateway(ListingGateway(*entries)), is_applied=is_applied
    )
    assert found is not None
    return found


def test_who_differs_is_told_with_the_reason(workspace: Workspace) -> None:
    record(workspace, "maria", EventKind.GIVEN, 5)
    record(workspace, "jean", EventKind.WITHDRAWN, 5)
    record(workspace, "tom", EventKind.WITHDRAWN, 5, "alice")

    found = compare(workspace, listed(MARIA), listed("(202) 555-0124"), listed("72 nonsense"))

    assert (found.listed, found.agreed) == (3, 1)
    assert [(each.address, each.side) for each in found.differences] == [
        (MARIA, Side.ONLY_THERE),
        ("72 nonsense", Side.UNREADABLE),
        (TOM, Side.ONLY_HERE),
    ]
    assert "subscribed here since 17 Nov 2026; the carrier's stop never came here" in found.differences[0].why


def test_whoever_said_stop_here_too_is_not_told_as_a_stop_that_never_came_here(workspace: Workspace) -> None:
    record(workspace, "maria", EventKind.WITHDRAWN, 5)
    record(workspace, "maria", EventKind.GIVEN, 2)

    undated = compare(workspace, listed(MARIA)).differences[0].why
    newer = compare(workspace, listed(MARIA, 1)).differences[0].why

    assert "after a stop here on 17 Nov 2026; the carrier still has them stopped" in undated
    assert "the carrier's stop never came here" in newer


def test_what_only_the_carrier_knows_becomes_a_stop_of_the_person(workspace: Workspace) -> None:
    record(workspace, "maria", EventKind.GIVEN, 5)

    found = compare(workspace, listed(MARIA, 1), is_applied=True)

    assert (found.recorded_count, found.on(Side.ONLY_THERE)) == (1, ())
    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.STOPPED
    event = workspace.ledger.events_of(MARIA)[-1].event
    assert (event.method, event.actor, event.occurred_at) == (
        Method.CARRIER,
        "contact",
        START - timedelta(hours=1),
    )
    assert compare(workspace, listed(MARIA, 1), is_applied=True).recorded_count == 0


def test_a_carriers_stop_makes_theirs_of_one_that_a_colleague_had_recorded(workspace: Workspace) -> None:
    record(workspace, "maria", EventKind.WITHDRAWN, 5, "alice")
    record(workspace, "jean", EventKind.WITHDRAWN, 5)
    both = listed(MARIA, 1), listed(JEAN, 4.9)

    dry = compare(workspace, *both)
    assert [(each.address, each.side) for each in dry.recordable()] == [(MARIA, Side.BOTH)]
    assert (dry.agreed, dry.on(Side.ONLY_THERE), workspace.ledger.verify().event_count) == (2, (), 2)
    found = compare(workspace, *both, is_applied=True)
    again = compare(workspace, *both, is_applied=True)

    assert ([each.address for each in found.differences], found.on(Side.ONLY_THERE)) == ([MARIA], ())
    assert (found.agreed_now, found.recorded_count, again.recorded_count) == (2, 1, 0)
    assert again.differences == ()
    yes = ConsentEvent(MARIA, Channel.SMS, EventKind.GIVEN, Method.AGENT, "bob", START)
    assert isinstance(workspace.ledger.record(yes), Refusal)


def test_a_stop_that_was_said_again_at_the_carrier_is_recorded(workspace: Workspace) -> None:
    record(workspace, "jean", EventKind.WITHDRAWN, 5)

    found = compare(workspace, listed(JEAN, 2), is_applied=True)
    record(workspace, "jean", EventKind.GIVEN, 3)

    assert "stopped again at the carrier" in found.differences[0].why
    assert workspace.standings.of(JEAN, Channel.SMS).everything.state is State.STOPPED


def test_a_fresh_yes_after_the_carriers_stop_is_left_to_people(workspace: Workspace) -> None:
    record(workspace, "maria", EventKind.GIVEN, 1)

    found = compare(workspace, listed(MARIA, 5), is_applied=True)

    [difference] = found.on(Side.ONLY_THERE)
    assert found.recordable() == ()
    assert "text START to the carrier's number" in difference.why
    assert workspace.standings.of(MARIA, Channel.SMS).everything.state is State.SUBSCRIBED


def test_without_being_told_to_nothing_is_recorded(workspace: Workspace) -> None:
    compare(workspace, listed(MARIA), listed(JEAN), listed(TOM))

    assert workspace.ledger.verify().event_count == 0


def test_the_worker_compares_once_a_day_and_only_reports(workspace: Workspace, clock: ManualClock) -> None:
    gateway = ListingGateway(listed(MARIA))
    tick = Tick(workspace, [gateway], "worker")

    for _ in range(5):
        tick.run()
        tick.finish_upkeep()
        clock.advance(timedelta(hours=1))
    first = gateway.read_count
    clock.advance(timedelta(hours=20))
    tick.run()
    tick.finish_upkeep()

    assert (first, gateway.read_count) == (1, 2)
    [kept] = Reconciliation(workspace).last()
    assert (kept.listed, kept.only_there, kept.at) == (1, 1, START + timedelta(hours=25))
    assert workspace.ledger.verify().event_count == 0


def test_a_list_that_cannot_be_read_stops_no_worker(workspace: Workspace, clock: ManualClock) -> None:
    class Failing(ListingGateway):
        def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
            self.read_count += 1
            raise GatewayDownError

    gateway = Failing()
    story = Story(workspace, clock, gateway)
    story.says("maria", "JOIN")
    story.tick.run()
    story.tick.finish_upkeep()
    clock.advance(timedelta(minutes=50))
    story.tick.run()
    story.tick.finish_upkeep()

    assert gateway.read_count == 2
    assert story.states("maria") == ["sent"]


def test_no_comparison_where_the_team_wants_none(workspace: Workspace) -> None:
    settings = workspace.folder / SETTINGS
    settings.write_text(settings.read_text() + "\n[worker]\nreconcile_hours = 0\n")
    gateway = ListingGateway(listed(MARIA))

    Tick(Workspace.open(workspace.folder, workspace.clock), [gateway], "worker").run()

    assert gateway.read_count == 0


@pytest.fixture
def simulated(workspace: Workspace) -> Workspace:
    people = {
        "maria": ("stopped", MARIA), "jean": ("confirms stops", JEAN), "tom": ("good", TOM), "ana": ("stopped late", PEOPLE["ana"]),
    }  # fmt: skip
    text = SHOP + "".join(
        PERSON.format(key=key, number=number, carriage=carriage) for key, (carriage, number) in people.items()
    )
    (workspace.folder / "shop.toml").write_text(text)
    settings = workspace.folder / SETTINGS
    settings.write_text(
        settings.read_text()
        + '\n[[gateways]]\nname = "sim"\nkind = "simulator"\noptions = { scenario = "shop.toml" }\n'
    )
    return Workspace.open(workspace.folder, workspace.clock)


def test_the_simulated_carriers_keep_a_list(simulated: Workspace) -> None:
    with opened_gateways(simulated) as [gateway]:
        found = Reconciliation(simulated).with_gateway(ContainedGateway(gateway))

    assert found is not None
    assert [each.address for each in found.differences] == [MARIA, PEOPLE["ana"]]


def test_the_command_tells_programs_who_differs_and_records_when_told(simulated: Workspace) -> None:
    command = CommandLine(simulated.folder)

    told = command.run("reconcile", "--json")
    applied = command.run("reconcile", "--gateway", "sim", "--apply")
    after = command.run("reconcile")

    assert (told.code, applied.code, after.code) == (5, 0, 0)
    [compared] = told.json()["lists"]
    assert [each["side"] for each in compared["differences"]] == ["only_there", "only_there"]
    assert "2 were recorded as stops at the carrier." in applied.out
    assert command.run("check", MARIA).code == 3
    assert command.run("reconcile", "--gateway", "nobody").code == 2


def test_a_list_from_a_providers_console_is_compared_too(workspace: Workspace, tmp_path: Path) -> None:
    record(workspace, "jean", EventKind.WITHDRAWN, 5)
    file = tmp_path / "optouts.csv"
    file.write_text("Phone Number,Unsubscribed at\n'+12025550123,2026-11-01\n+12025550124,\n")
    command = CommandLine(workspace.folder)

    found = command.run("reconcile", "--file", str(file), "--json")

    [compared] = found.json()["lists"]
    assert (found.code, compared["listed"], compared["agreed"]) == (5, 2, 1)
    assert compared["differences"][0]["address"] == MARIA


def test_a_gateway_without_a_list_says_so(workspace: Workspace) -> None:
    settings = workspace.folder / SETTINGS
    settings.write_text(
        settings.read_text()
        + '\n[[gateways]]\nname = "modem"\nkind = "gammu"\noptions = { database = "smsd.db" }\n'
    )

    found = CommandLine(workspace.folder).run("reconcile")

    assert found.code == 0
    assert "“modem” keeps no list of opt-outs" in found.out


def test_what_is_printed_to_record_a_list_records_it(simulated: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "their list.csv"
    file.write_text(f"phone\n{TOM}\n")
    command = CommandLine(simulated.folder)

    found = command.run("reconcile", "--file", str(file))
    [printed] = [line.split("`")[1] for line in found.out.splitlines() if line.startswith("`stopline")]
    elsewhere = command.run("reconcile", "--apply")
    told = command.run("doctor", "--only", "gateway-list", "--people")
    applied = command.run(*shlex.split(printed)[1:])

    assert (found.code, elsewhere.code, applied.code) == (5, 0, 0)
    assert "the file their list.csv: 1 stopped at the carrier" in told.out
    assert "stopline reconcile --file FILE" in told.out
    assert command.run("check", TOM).code == 3
    assert "their list.csv" not in command.run("doctor", "--only", "gateway-list").out


def test_the_command_names_the_gateway_and_the_channel_of_a_list(
    simulated: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"phone\n{TOM}\n")
    command = CommandLine(simulated.folder)

    of_gateway = command.run("reconcile")
    of_file = command.run("reconcile", "--file", str(file), "--channel", "whatsapp")

    assert "`stopline reconcile --gateway sim --apply` records these as stops" in of_gateway.out
    assert f"`stopline reconcile --file {file} --channel whatsapp --apply` records this" in of_file.out


def test_what_a_list_found_stands_until_that_list_agrees(workspace: Workspace, tmp_path: Path) -> None:
    old, others = tmp_path / "old.csv", [tmp_path / f"list {place}.csv" for place in range(12)]
    for file in (old, *others):
        file.write_text(f"phone\n{MARIA if file is old else JEAN}\n")
    record(workspace, "jean", EventKind.WITHDRAWN, 5)

    for file in (old, *others):
        compare_file(workspace, file, Channel.SMS, "alice")

    outcome = workspace.checkups.outcomes()[Checkup.COMPARED]
    assert (outcome.fault_count, outcome.detail.split(":")[0]) == (1, "the file old.csv")
    compare_file(workspace, old, Channel.SMS, "alice", is_applied=True)
    assert workspace.checkups.outcomes()[Checkup.COMPARED].fault_count == 0


def test_a_file_and_a_gateway_of_one_name_clear_only_themselves(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "scripted"
    file.write_text(f"phone\n{MARIA}\n")
    compare_file(workspace, file, Channel.SMS, "alice")

    compare(workspace)

    assert workspace.checkups.outcomes()[Checkup.COMPARED].fault_count == 1


def test_a_stop_a_carrier_told_us_is_not_said_to_be_unknown_to_carriers(workspace: Workspace) -> None:
    compare(workspace, listed(MARIA, 1), is_applied=True)

    [only_here] = compare(workspace).on(Side.ONLY_HERE)

    assert only_here.why.startswith("stopped at a carrier on 17 Nov 2026, as it told us; this list does not")


def test_the_command_tells_of_a_stop_that_a_colleague_recorded_and_the_person_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    record(workspace, "maria", EventKind.WITHDRAWN, 5, "alice")
    file = tmp_path / "list.csv"
    file.write_text(f"phone\n{MARIA}\n")

    told = CommandLine(workspace.folder).run("reconcile", "--file", str(file))

    assert told.code == 0
    assert "1 stopped in both places, and more is known at the carrier" in told.out
    assert "records this as a stop of their own" in told.out


def test_a_list_of_the_same_name_elsewhere_clears_nothing_and_one_that_was_replaced_can_be_dropped(
    workspace: Workspace, tmp_path: Path
) -> None:
    record(workspace, "maria", EventKind.GIVEN, 5)
    for folder, number in (("a", MARIA), ("b", TOM)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "optouts.csv").write_text(f"phone\n{number}\n")
    record(workspace, "tom", EventKind.WITHDRAWN, 5)
    for folder in "ab":
        compare_file(workspace, tmp_path / folder / "optouts.csv", Channel.SMS, "alice")
    standing = workspace.doctor.report((Kind.GATEWAY_LIST,)).of(Kind.GATEWAY_LIST)

    command = CommandLine(workspace.folder)
    dropped = command.run("reconcile", "--drop", str(tmp_path / "a" / "optouts.csv"))

    assert standing is not None
    assert dropped.code == 0
    assert workspace.doctor.report((Kind.GATEWAY_LIST,)).of(Kind.GATEWAY_LIST) is None
    assert command.run("reconcile", "--drop", "another.csv").code == 2
