"""The worker in a real process: it collects, sends, says what it did, and stops cleanly when it is told to."""

import signal

import pytest

from stopline.clock import ManualClock, SystemClock
from support.command import CommandLine
from support.gammu_tables import GammuTables


@pytest.fixture
def demo(command: CommandLine) -> CommandLine:
    """A command line on the workspace of the demo."""
    folder = command.folder.parent / "demo"
    assert command.process("demo", "--prepare", "--workspace", str(folder), "--json").json()["threads"] > 30
    return CommandLine(folder)


def test_a_message_is_queued_by_one_process_and_sent_by_another(demo: CommandLine) -> None:
    wrote = demo.run("threads", "--show", "open", "--json").json()
    maria = next(thread["address"] for thread in wrote if thread["consent"] == "subscribed")
    queued = demo.run("send", "--to", maria, "--text", "It is still here.", "--json").json()

    once = demo.process("worker", "--once", "--json")

    assert (once.code, once.json()["is_holder"]) == (0, True)
    assert once.json()["sent"] >= 1
    states = {row["id"]: row["state"] for row in demo.run("messages", "--json").json()}
    assert states[queued["message"]] in {"sent", "delivered"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_a_worker_stops_between_two_steps(demo: CommandLine, number: signal.Signals) -> None:
    with demo.start("worker", "--json") as worker:
        assert worker.stdout is not None
        started = worker.stdout.readline()
        worker.send_signal(number)
        out, err = worker.communicate(timeout=20)

    assert '"running"' in started
    assert '"stopped"' in out
    assert (worker.returncode, err) == (0, "")
    assert demo.process("worker", "--once", "--json").json()["is_holder"] is True


def test_without_a_gateway_the_worker_says_what_to_do(command: CommandLine) -> None:
    ended = command.process("worker")

    assert ended.code == 2
    assert "settings.toml" in ended.err
    assert "Traceback" not in ended.err


def test_a_gateway_that_is_not_installed_is_named(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text() + '\n[[gateways]]\nname = "x"\nkind = "pigeon"\n')

    ended = command.process("worker", "--once", "--json")

    assert ended.code == 2
    assert "pigeon" in ended.json()["error"]
    assert "simulator" in ended.json()["error"]


def test_a_file_of_real_texts_is_replayed(command: CommandLine) -> None:
    texts = command.folder.parent / "texts.csv"
    texts.write_text(
        "from,text,at\n+12025550131,Hello,2026-11-01T10:00\n+12025550132,STOP,2026-11-01T10:00\n"
    )
    folder = command.folder.parent / "replay"

    prepared = command.process(
        "demo", "--replay", str(texts), "--workspace", str(folder), "--prepare", "--json"
    )
    collected = CommandLine(folder).process("worker", "--once", "--json")

    assert (prepared.code, prepared.json()["threads"]) == (0, 0)
    assert collected.json()["received"] == 2


def test_the_inbox_refuses_where_no_screen_can_be_drawn(command: CommandLine) -> None:
    ended = command.process()

    assert ended.code == 2
    assert "terminal" in ended.err
    assert "stopline threads" in ended.err


def test_a_gateway_that_is_down_is_said_by_every_round_that_could_not_use_it(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    modem = '\n[[gateways]]\nname = "modem"\nkind = "gammu"\noptions = { database = "/nowhere/smsd.db" }\n'
    settings.write_text(settings.read_text() + modem)

    first = command.process("worker", "--once")
    second = command.process("worker", "--once", "--json")

    assert (first.code, second.code) == (2, 2)
    assert "modem does not work: the database of gammu-smsd, /nowhere/smsd.db, cannot be reached" in first.err
    assert "Traceback" not in first.err
    assert second.json()["failing"].keys() == {"modem"}


def test_a_gateway_that_was_removed_is_no_longer_missed(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    before = settings.read_text()
    modem = '\n[[gateways]]\nname = "{}"\nkind = "gammu"\noptions = {{ database = "{}" }}\n'
    settings.write_text(before + modem.format("old", "/nowhere/smsd.db"))
    command.run("worker", "--once")
    daemon = GammuTables(command.folder / "smsd.db", ManualClock(SystemClock().now()))
    settings.write_text(before + modem.format("new", daemon.path))

    ended = command.run("worker", "--once", "--json")

    assert (ended.code, ended.json()["failing"]) == (0, {})
