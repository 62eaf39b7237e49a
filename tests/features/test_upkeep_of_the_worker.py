"""What the settings leave to the worker is done by itself: on time, once, beside its passes, and told of where it fails."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from stopline.clock import ManualClock
from stopline.consent.anchor import anchors_in
from stopline.consent.events import Channel
from stopline.consent.status import State
from stopline.gateways.base import ListedOptOut, OptOutPage
from stopline.hygiene.findings import Kind
from stopline.worker.contained import ContainedGateway
from stopline.worker.loop import run_once
from stopline.worker.tick import Tick
from stopline.worker.upkeep import Upkeep
from stopline.workspace import SETTINGS, Workspace
from support.alerting import RULE, tell
from support.command import CommandLine
from support.people import consent
from support.scripted_gateway import ScriptedGateway
from support.sinks import HookSink
from support.transcript import PEOPLE, Story
from support.upkeep import faults, files_in, kept, work

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class ListingGateway(ScriptedGateway):
    """A gateway on whose list somebody stands."""

    def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
        return OptOutPage((ListedOptOut(PEOPLE["maria"], Channel.SMS, None, "STOP"),), None)


def test_without_settings_nothing_is_done_and_no_thread_runs(workspace: Workspace) -> None:
    Tick(workspace, [ScriptedGateway()], "worker").run()

    assert [thread.name for thread in threading.enumerate() if thread.name == "upkeep"] == []
    assert workspace.own_backups.made() == []


def test_a_backup_is_made_looked_through_and_made_again_when_its_time_has_come(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nbackup_every = "1d"')

    work(team)
    clock.advance(DAY - HOUR)
    work(team)
    after_a_day_less_an_hour = files_in(elsewhere)
    clock.advance(HOUR)
    work(team)

    assert len(after_a_day_less_an_hour) == 1
    assert len(files_in(elsewhere)) == 2
    assert [each.is_verified for each in team.own_backups.made()] == [True, True]
    known = team.upkeep_facts.backups()[0]
    assert (known.by, known.fault, known.verified_at) == ("worker", "", clock.now())
    assert faults(team) == {}


def test_what_was_missed_while_the_machine_was_off_is_done_once(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nbackup_every = "1d"')
    work(team)
    clock.advance(30 * DAY)

    work(team)
    clock.advance(HOUR)
    work(team)

    assert len(files_in(elsewhere)) == 2


def test_a_clock_that_was_set_back_keeps_no_backup_away(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"')
    work(team)
    clock.advance(-100 * DAY)

    work(team)

    assert len(files_in(elsewhere)) == 2


def test_a_folder_that_is_not_there_is_told_everywhere_and_made_by_nobody(
    workspace: Workspace, clock: ManualClock, tmp_path: Path, slack: HookSink
) -> None:
    rule = RULE.replace('"opt-out"', '"upkeep"')
    team = kept(workspace, f'backup_to = "{tmp_path / "unplugged"}"', rule)
    team.alert_watch.look()

    work(team)
    work(team)

    assert "does not exist" in faults(team)["backup"]
    assert not (tmp_path / "unplugged").exists()
    [finding] = team.doctor.report((Kind.UPKEEP,)).findings
    assert (finding.people[0].who, "does not exist" in finding.people[0].detail) == ("backup", True)
    assert [tell(team, clock, timedelta(minutes=2)) for _ in range(4)] == [0, 1, 0, 0]
    assert "1 piece of upkeep that fails" in slack.texts[0]
    assert "backup: the folder" in slack.texts[0]


def test_what_failed_is_tried_again_within_the_hour_and_forgotten_once_it_works(
    workspace: Workspace, clock: ManualClock, tmp_path: Path
) -> None:
    team = kept(workspace, f'backup_to = "{tmp_path / "unplugged"}"')
    tick = Tick(team, [ScriptedGateway()], "worker")
    tick.run()
    tick.finish_upkeep()
    (tmp_path / "unplugged").mkdir()
    clock.advance(timedelta(minutes=20))
    tick.run()
    tick.finish_upkeep()
    too_soon = files_in(tmp_path / "unplugged")

    clock.advance(timedelta(minutes=40))
    tick.run()
    tick.finish_upkeep()

    assert too_soon == []
    assert len(files_in(tmp_path / "unplugged")) == 1
    assert faults(team) == {}


def test_a_failure_is_forgotten_once_the_settings_want_no_backup_any_more(
    workspace: Workspace, tmp_path: Path
) -> None:
    team = kept(workspace, f'backup_to = "{tmp_path / "unplugged"}"')
    work(team)
    settings = team.folder / SETTINGS
    settings.write_text(settings.read_text().replace("backup_to", "# backup_to"))
    again = Workspace.open(team.folder, team.clock)
    assert faults(again)

    work(again)

    assert faults(again) == {}


def test_of_two_workers_one_makes_the_backup(workspace: Workspace, elsewhere: Path) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"')
    other = Workspace.open(team.folder, team.clock, durable=False)
    keepers = [Upkeep(each, [], name) for each, name in ((team, "first"), (other, "second"))]
    threads = [threading.Thread(target=keeper.work) for keeper in keepers]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(files_in(elsewhere)) == 1


def test_a_long_backup_holds_up_no_text(workspace: Workspace, clock: ManualClock, elsewhere: Path) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"')
    go_on, gateway = threading.Event(), ScriptedGateway()
    save = team.backups.save

    def slowly(*given: object, **named: object) -> object:
        go_on.wait(30)
        return save(*given, **named)  # type: ignore[arg-type]

    team.backups.save = slowly  # type: ignore[method-assign, assignment]
    tick = Tick(team, [gateway], "worker")

    for place in range(5):
        gateway.bring_text(PEOPLE["maria"], f"STOP {place}" if place else "STOP")
        assert tick.run().received_count == 1
        clock.advance(timedelta(minutes=16))
    stopped = team.standings.of(PEOPLE["maria"], Channel.SMS).everything.state
    made_meanwhile = files_in(elsewhere)
    go_on.set()
    tick.finish_upkeep()

    assert (stopped, made_meanwhile) == (State.STOPPED, [])
    assert len(files_in(elsewhere)) == 1


def test_anchors_are_added_to_their_file_and_fit_the_ledger(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    file = elsewhere / "anchors.jsonl"
    team = kept(workspace, f'anchor_to = "{file}"\nanchor_every = "12h"')
    Story(team, clock, ScriptedGateway()).says("maria", "STOP")

    for _ in range(3):
        work(team)
        clock.advance(timedelta(hours=6))

    anchors = anchors_in(file.read_text(), "the file")
    assert [anchor.seq for anchor in anchors] == [1, 1]
    assert team.anchoring.verify(anchors).is_intact
    last = team.upkeep_facts.anchor()
    assert last is not None
    assert (last.by, last.place) == ("worker", str(file))


def test_a_ledger_that_does_not_hold_is_not_anchored_and_its_backups_replace_none(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    file = elsewhere / "anchors.jsonl"
    team = kept(
        workspace, f'backup_to = "{elsewhere}"\nkeep_backups = 1\nanchor_to = "{file}"\nverify_every = "1d"'
    )
    consent(team, PEOPLE["maria"])
    work(team)
    whole = team.own_backups.made()[0].place
    connection = team.engine.connection()
    connection.execute("DROP TRIGGER ledger_never_changes")
    connection.execute("UPDATE consent_events SET actor = 'somebody'")
    clock.advance(DAY)

    work(team)

    assert Path(whole).exists()
    assert set(faults(team)) == {"anchor", "backup"}
    assert "does not hold" in faults(team)["backup"]
    assert len(file.read_text().splitlines()) == 1
    assert [each.kind for each in team.doctor.report((Kind.LEDGER,)).findings] == [Kind.LEDGER]


def test_the_ledger_is_walked_as_often_as_the_settings_say(workspace: Workspace, clock: ManualClock) -> None:
    team = kept(workspace, 'verify_every = "1w"')
    seen = []

    for _ in range(8):
        work(team)
        seen.append(team.checkups.outcomes().popitem()[1].at)
        clock.advance(DAY)

    assert len(set(seen)) == 2


@pytest.mark.parametrize("apply", ["false", "true"])
def test_carriers_stops_are_compared_and_recorded_only_where_that_is_wanted(
    workspace: Workspace, apply: str
) -> None:
    team = kept(workspace, f'reconcile_every = "6h"\nreconcile_apply = {apply}')
    consent(team, PEOPLE["maria"])
    gateway = ListingGateway()

    work(team, gateway)

    state = team.standings.of(PEOPLE["maria"], Channel.SMS).everything.state
    assert state is (State.STOPPED if apply == "true" else State.SUBSCRIBED)


def test_a_gateway_whose_list_cannot_be_read_is_told_of(workspace: Workspace) -> None:
    class Silent(ListingGateway):
        def opted_out(self, cursor: str | None, limit: int) -> OptOutPage:
            raise TimeoutError("no answer")

    team = kept(workspace, 'reconcile_every = "6h"')

    Upkeep(team, [ContainedGateway(Silent())], "worker").work()

    assert "the list of opt-outs of “scripted” could not be read" in faults(team)["reconcile"]


def test_a_worker_that_is_asked_to_work_once_waits_for_its_backup(
    workspace: Workspace, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"')

    run_once(team, [ScriptedGateway()])

    assert len(files_in(elsewhere)) == 1


def test_doctor_tells_of_backups_and_anchors_that_are_overdue_by_what_the_settings_say(
    workspace: Workspace, clock: ManualClock, elsewhere: Path
) -> None:
    team = kept(workspace, f'backup_to = "{elsewhere}"\nanchor_to = "{elsewhere / "a.jsonl"}"')
    consent(team, PEOPLE["maria"])
    kinds = (Kind.BACKUP, Kind.ANCHOR)
    at_first = team.doctor.report(kinds).findings
    clock.advance(timedelta(days=2, hours=1))

    found = {each.kind: each for each in team.doctor.report(kinds).findings}

    assert at_first == ()
    assert (
        "Its head was never written down elsewhere. The settings leave it to the worker, every day"
        in found[Kind.ANCHOR].why
    )
    assert "No backup was ever made" in found[Kind.BACKUP].why
    assert (
        found[Kind.BACKUP].remedy
        == "See that `stopline worker` runs; at once by `g` `u`, or `stopline backup FILE`"
    )
    work(team)
    assert team.doctor.report(kinds).findings == ()


def test_without_settings_a_backup_that_was_never_made_is_told_of_after_a_week(
    workspace: Workspace, clock: ManualClock
) -> None:
    consent(workspace, PEOPLE["maria"])
    clock.advance(timedelta(days=8))

    [finding] = workspace.doctor.report((Kind.BACKUP,)).findings

    assert "No backup was ever made" in finding.why
    assert "backup_to" in finding.remedy


def test_a_worker_without_a_gateway_works_for_its_upkeep_alone(workspace: Workspace, elsewhere: Path) -> None:
    command = CommandLine(workspace.folder)
    before = command.run("worker", "--once")
    kept(workspace, f'backup_to = "{elsewhere}"')

    after = command.run("worker", "--once")

    assert (before.code, after.code) == (2, 0)
    assert "no gateway is set up" in before.err
    assert len(files_in(elsewhere)) == 1


def test_an_anchor_beside_the_ledger_is_refused(workspace: Workspace) -> None:
    team = kept(workspace, f'anchor_to = "{workspace.folder / "anchors.jsonl"}"')

    work(team)

    assert "lies inside the workspace" in faults(team)["anchor"]
    assert not (workspace.folder / "anchors.jsonl").exists()


def test_doctor_tells_of_places_that_are_not_there_before_anything_fails(
    workspace: Workspace, tmp_path: Path
) -> None:
    gone = tmp_path / "unplugged"
    team = kept(workspace, f'backup_to = "{gone}"\nanchor_to = "{gone / "anchors.jsonl"}"')

    [finding] = team.doctor.report((Kind.SETTINGS,)).findings

    assert [each.detail for each in finding.people] == [
        f"backup_to: there is no folder {gone}",
        f"anchor_to: there is no folder {gone}",
    ]
