"""A day of an agent who cannot use the screen: everything it does is a command."""

import json
import sqlite3

import pytest

from support.command import CommandLine
from support.fences import past_the_fences

MARIA, JEAN, TOM = "+12025550123", "+12025550124", "+12025550125"
THREAD_KEYS = {
    "id",
    "address",
    "name",
    "channel",
    "status",
    "unread",
    "asks_how_to_stop",
    "assignee",
    "consent",
    "last_at",
    "last_text",
}
MESSAGE_KEYS = {
    "id",
    "thread",
    "direction",
    "state",
    "text",
    "at",
    "channel",
    "address",
    "agent",
    "decided_on",
    "not_before",
    "asks_consent",
}


@pytest.fixture
def day(command: CommandLine) -> CommandLine:
    """A morning on which three people wrote."""
    lines = [
        {"from": MARIA, "text": "Is the blue one still in?", "at": "2026-11-01T09:00", "id": "1"},
        {"from": JEAN, "text": "ARRÊT", "at": "2026-11-01T09:01:00Z", "id": "2"},
        {"from": TOM, "text": "JOIN", "at": "2026-11-01T09:02", "id": "3", "to": "+12025550100"},
    ]
    ended = command.run("receive", "--jsonl", "--json", given="\n".join(map(json.dumps, lines)))
    assert ended.json() == {
        "received": 3,
        "duplicates": 0,
        "stops": 1,
        "starts": 1,
        "errors": [],
        "undated": [],
    }
    return command


def test_threads_and_messages_are_lists_with_the_keys_programs_rely_on(day: CommandLine) -> None:
    threads = day.process("threads", "--json").json()
    messages = day.process("messages", "--json").json()

    assert [thread.keys() for thread in threads] == [THREAD_KEYS] * 3
    assert all(message.keys() == MESSAGE_KEYS for message in messages)
    assert {thread["address"]: thread["consent"] for thread in threads} == {
        MARIA: "unknown",
        JEAN: "stopped",
        TOM: "subscribed",
    }
    first = next(message for message in messages if message["id"] == 1)
    assert (first["at"], first["state"], first["direction"]) == (
        "2026-11-01T14:00:00.000Z",
        "received",
        "inbound",
    )


def test_filters_narrow_the_lists(day: CommandLine) -> None:
    def count(*arguments: str) -> int:
        return len(day.run(*arguments, "--json").json())

    assert count("threads", "--show", "stopped") == 1
    assert count("threads", "--search", "0125") == 1
    assert count("threads", "--limit", "2") == 2
    assert count("threads", "--offset", "2") == 1
    assert count("messages", "--direction", "inbound") == 3
    assert count("messages", "--thread", "1") == 1
    assert count("messages", "--address", "(202) 555-0124", "--state", "received") == 1
    assert count("messages", "--before", "1") == 1
    assert count("messages", "--before", "2") == 0
    assert count("messages", "--search", "blue") == 1
    assert count("messages", "--search", "blue", "--before", "1") == 0


def test_an_agent_takes_answers_and_puts_away_a_thread(day: CommandLine) -> None:
    def thread() -> dict[str, object]:
        return next(each for each in day.run("threads", "--json").json() if each["id"] == 1)

    assert day.run("assign", "1").code == 0
    assert thread()["assignee"] == "alice"
    assert day.run("assign", "1", "--to", "bob", "--json").json()["assignee"] == "bob"
    assert day.run("assign", "1", "--nobody", "--json").json()["assignee"] is None
    assert day.run("note", "1", "--text", "Prefers the morning.").code == 0
    assert day.run("send", "--to", MARIA, "--text", "It is!", "--agent", "bob").code == 0
    assert day.run("messages", "--thread", "1", "--json").json()[0]["agent"] == "bob"
    assert day.run("unread", "1", "--json").json()["unread"] == 1
    assert day.run("snooze", "1", "--until", "2999-01-01T09:00", "--json").json()["status"] == "snoozed"
    assert day.run("reopen", "1", "--json").json()["status"] == "open"
    assert day.run("close", "1", "--json").json()["status"] == "closed"
    assert len(day.run("threads", "--show", "open", "--json").json()) == 2


def test_consent_is_shown_as_programs_and_people_read_it(day: CommandLine) -> None:
    shown = day.process("consent", "show", JEAN, "--json").json()

    assert shown["address"] == JEAN
    assert shown["channels"] == {
        "sms": {
            "state": "stopped",
            "since": "2026-11-01T09:01:00.000Z",
            "method": "keyword",
            "words": "ARRÊT",
            "basis": None,
            "agreed_at": None,
        }
    }
    assert [event["kind"] for event in shown["events"]] == ["withdrawn"]
    people = day.run("consent", "show", JEAN).out
    assert "■ STOPPED since Sun 01 Nov 2026 04:01" in people
    assert "ARRÊT" in people
    assert "Nothing is known" in day.run("consent", "show", "+12025550199").out
    assert day.run("consent", "show", "+12025550199", "--json").json()["channels"] == {}


def test_what_was_heard_elsewhere_is_recorded_and_a_contacts_own_stop_is_theirs(day: CommandLine) -> None:
    heard = ["--channel", "sms", "--method", "phone", "--words", "no more texts please"]

    stop = day.process("consent", "record", TOM, "--stop", *heard, "--json")
    yes = day.process("consent", "record", TOM, "--give", *heard, "--json")
    own = day.process("consent", "record", JEAN, "--give", *heard, "--json")

    assert (stop.code, stop.json()["state"]) == (0, "stopped")
    assert (yes.code, yes.json()["state"]) == (0, "subscribed")
    assert own.code == 3
    assert [reason["code"] for reason in own.json()["reasons"]] == ["own_stop"]
    assert "START" in own.err
    event = day.run("consent", "show", TOM, "--json").json()["events"][-1]
    assert (event["method"], event["actor"], event["source"]) == ("agent", "alice", "phone")


def test_a_narrower_stop_leaves_the_rest(day: CommandLine) -> None:
    heard = ["--channel", "sms", "--method", "letter", "--words", "no offers", "--scope", "marketing"]
    day.run("consent", "record", TOM, "--stop", *heard)

    assert day.run("check", TOM, "--purpose", "marketing").code == 3
    assert day.run("check", TOM, "--purpose", "notice").code == 0
    scopes = day.run("consent", "show", TOM, "--json").json()["channels"]["sms"]["scopes"]
    assert scopes["marketing"]["state"] == "stopped"


def test_a_doubtful_reply_waits_for_a_decision(day: CommandLine) -> None:
    day.run("receive", "--from", TOM, "--text", "🛑")

    held = day.process("holds", "--json").json()
    assert [(hold["address"], hold["words"]) for hold in held] == [(TOM, "🛑")]
    assert day.run("check", TOM).code == 3
    assert day.run("decide", "3", "--release", " ").code == 2
    released = day.process("decide", "3", "--release", "he meant the bus", "--json")
    assert (released.code, released.json()["state"]) == (0, "subscribed")
    assert day.run("holds", "--json").json() == []
    assert "Nobody needs a decision" in day.run("holds").out

    again = day.run("decide", "3", "--hold-again", "--json")
    assert (again.code, again.json()["state"]) == (0, "held")
    assert day.run("decide", "3", "--hold-again").code == 2


def test_the_ledger_is_verified_and_a_touched_one_ends_with_four(day: CommandLine) -> None:
    sound = day.process("consent", "verify", "--json")
    rebuilt = day.process("consent", "rebuild", "--json")
    with sqlite3.connect(day.folder / "stopline.db") as raw:
        raw.execute("DROP TRIGGER ledger_never_changes")
        raw.execute("UPDATE consent_events SET kind = 'given' WHERE seq = 1")
    raw.close()
    broken = day.process("consent", "verify", "--json")
    plain = day.process("consent", "verify")
    proof = day.process("consent", "proof", JEAN, "--json")
    shown = day.process("consent", "show", JEAN)
    refused = day.process("consent", "rebuild")

    assert (sound.code, sound.json()["intact"], sound.json()["events"]) == (0, True, 2)
    assert (rebuilt.code, rebuilt.json()) == (0, {"changed": 0, "fences": {}})
    assert (broken.code, plain.code, refused.code) == (4, 4, 4)
    assert broken.json()["first_break"] == {"event": 1, "kind": "changed"}
    assert "event 1: changed" in plain.err
    assert "backup" in refused.err
    assert (proof.code, shown.code) == (4, 4)
    assert proof.json()["ledger"]["intact"] is False
    assert "ARRÊT" in shown.out
    assert "event 1: changed" in shown.err
    assert "Traceback" not in plain.err + refused.err


def test_a_status_that_does_not_follow_is_made_again(day: CommandLine) -> None:
    with sqlite3.connect(day.folder / "stopline.db") as raw:
        past_the_fences(raw, "UPDATE consent_status SET state = 'subscribed' WHERE state = 'stopped'")
    raw.close()

    assert day.run("consent", "verify").code == 4
    assert day.run("consent", "rebuild", "--json").json() == {"changed": 1, "fences": {}}
    assert day.run("consent", "verify").code == 0
    assert day.run("check", JEAN).code == 3


def test_somebody_whose_events_belong_to_nobody_stays_stopped_and_was_not_forgotten(day: CommandLine) -> None:
    with sqlite3.connect(day.folder / "stopline.db") as raw:
        past_the_fences(raw, "DELETE FROM subjects WHERE address = ?", (JEAN,))
    raw.close()

    verified, shown = day.run("consent", "verify"), day.run("consent", "show", JEAN)
    rebuilt = day.run("consent", "rebuild", "--weaken")

    assert (verified.code, shown.code, rebuilt.code) == (4, 4, 4)
    assert "person missing" in verified.err
    assert "+1•••24" in verified.err
    assert "forgotten" not in shown.out
    assert "STOPPED" in shown.out
    assert "person missing" in shown.err
    assert day.run("check", JEAN).code == 3


def test_a_rebuild_that_would_lift_a_stop_says_whose_and_waits_for_a_yes(day: CommandLine) -> None:
    with sqlite3.connect(day.folder / "stopline.db") as raw:
        past_the_fences(raw, "UPDATE consent_status SET state = 'stopped' WHERE address = ?", (TOM,))
    raw.close()

    refused = day.run("consent", "rebuild")

    assert refused.code == 4
    assert "+1•••25" in refused.err
    assert day.run("consent", "rebuild", "--weaken", "--json").json() == {"changed": 1, "fences": {}}
    assert day.run("consent", "verify").code == 0


def test_the_proof_of_a_consent_is_a_packet_of_its_own(day: CommandLine) -> None:
    proof = day.process("consent", "proof", JEAN, "--json").json()

    assert (proof["address"], proof["ledger"]["intact"]) == (JEAN, True)
    assert [event["words"] for event in proof["events"]] == ["ARRÊT"]
    assert "not legal advice" in day.run("consent", "proof", JEAN).out


def test_a_bad_line_is_named_and_the_rest_goes_in(command: CommandLine) -> None:
    lines = ["", json.dumps({"from": MARIA, "text": "one", "id": "1"}), "garbage", "[]", '{"from": "", "text": "x"}',
             '{"text": "x"}', '{"from": "+12025550124", "text": "x", "channel": "pigeon"}',
             '{"from": "+12025550124", "text": "x", "at": "soon"}', '{"from": 12025550125, "text": "two", "id": 7}',
             json.dumps({"from": MARIA, "text": "one", "id": "1"})]  # fmt: skip
    given = "\n".join(lines).encode() + b'\n{"from": "+12025550126", "text": "\xff"}\n{"text": %s}' % (
        b"9" * 5_000
    )

    ended = command.process("receive", "--jsonl", "--json", given=given)

    assert ended.code == 2
    summary = ended.json()
    assert (summary["received"], summary["duplicates"], summary["undated"]) == (3, 1, [8])
    assert [each["line"] for each in summary["errors"]] == [3, 4, 5, 6, 7, 11, 12]
    assert "line 3: the line is not JSON" in ended.err
    assert {thread["address"] for thread in command.run("threads", "--json").json()} == {MARIA, JEAN, TOM}


def test_a_program_that_writes_one_line_is_answered_by_one_commit(command: CommandLine) -> None:
    with command.start("receive", "--jsonl") as receiving:
        assert receiving.stdin is not None
        receiving.stdin.write(json.dumps({"from": MARIA, "text": "STOP"}) + "\n")
        receiving.stdin.flush()
        asked = (command.run("check", MARIA, "--json").json()["status"] for _ in range(500))
        was_stored = "stopped" in asked
        out, _ = receiving.communicate(timeout=20)

    assert was_stored
    assert "1 received" in out


def test_a_teams_own_words_count_where_there_is_a_workspace(day: CommandLine) -> None:
    settings = day.folder / "settings.toml"
    settings.write_text(settings.read_text() + '\n[words]\nstop = ["PEDALOFF"]\n')

    with_words = day.run("recognise", given="pedaloff").lines()
    without = day.run("recognise", "--workspace", "/nowhere", given="pedaloff").lines()

    assert [verdict["meaning"] for verdict in (*with_words, *without)] == ["stop", "none"]


def test_texts_are_recognised_line_by_line_without_a_workspace(command: CommandLine) -> None:
    given = 'Stop. Thank you\n\n{"text": "Is it ready?"}\n{brace\n{"words": 1}\n'

    ended = command.process("recognise", "--workspace", "/nowhere", given=given)

    stop, empty, other, brace, wrong = ended.lines()
    assert stop["meaning"] == "stop"
    assert stop["certainty"] == "certain"
    assert stop["matched"]["span"] == [0, 4]
    assert (stop["scope"], stop["channel"], stop["score"]) == ("all", None, 1.0)
    assert (empty["text"], empty["meaning"], empty["score"]) == ("", "none", None)
    assert (other["meaning"], other["matched"]) == ("none", None)
    assert brace["text"] == "{brace"
    assert wrong["line"] == 5
    assert ended.code == 2


def test_a_text_of_the_command_line_is_answered_in_a_sentence(command: CommandLine) -> None:
    shown = command.run(
        "recognise", "Stop. Thank you", "the bus stop?", "sorry wrong number", "no more of these ok"
    ).out
    spoken = command.run("recognise", "STOP", "--json").json()
    both = command.run("recognise", "STOP", "--evaluate", __file__)

    assert shown.splitlines()[:4] == [
        "Stop. Thank you",
        "  an opt-out: “Stop” (keyword:en:stop)",
        "the bus stop?",
        "  nothing about consent",
    ]
    assert "  the wrong number, held until a person decides: “sorry wrong number” (" in shown
    assert "  an opt-out, held until a person decides: “no more of these”" in shown
    assert (spoken["text"], spoken["meaning"]) == ("STOP", "stop")
    assert both.code == 2
    assert "not both" in both.err


def test_recognition_is_measured_on_a_file_of_labelled_texts(command: CommandLine) -> None:
    file = command.folder.parent / "labelled.jsonl"
    texts = [
        {"id": "a", "text": "STOP", "label": "opt_out", "lang": "en", "kind": "keyword", "hard": 0},
        {"id": "b", "text": "Is the blue one still in?", "label": "none", "lang": "en", "hard": 0},
        {"id": "c", "text": "Bus stop 12", "label": "none", "lang": "en", "hard": 1},
        {"id": "d", "text": "Tack för hjälpen", "label": "opt_out", "lang": "sv", "hard": 1},
    ]
    file.write_text("\n".join(map(json.dumps, texts)) + "\n\n")

    spoken = command.process("recognise", "--evaluate", str(file), "--json").json()
    shown = command.run("recognise", "--evaluate", str(file)).out
    file.write_text('{"text": "x", "label": "maybe"}')
    wrong = command.run("recognise", "--evaluate", str(file))

    assert spoken["texts"] == 4
    assert spoken["recall"] == {"of": 2, "stopped": 1, "held": 0, "caught": 0.5, "certain": 0.5}
    assert [miss["id"] for miss in spoken["misses"]] == ["d"]
    assert (spoken["hard"]["of"], spoken["ordinary"]["of"]) == (1, 1)
    assert "50 %" in shown
    assert "Opt-outs that passed" in shown
    assert "Tack för hjälpen" in shown
    assert wrong.code == 2
    assert "line 1: label" in wrong.err


def test_a_line_that_the_store_refuses_costs_no_stop_beside_it(command: CommandLine) -> None:
    owner = sqlite3.connect(command.folder / "stopline.db")
    owner.execute(
        "CREATE TRIGGER refuses BEFORE INSERT ON messages WHEN NEW.text = 'poison' BEGIN SELECT RAISE(ABORT, 'no such text'); END"
    )
    owner.close()
    lines = [{"from": f"+1202555012{number}", "text": text} for number, text in enumerate(["poison", "STOP"])]

    ended = command.run("receive", "--jsonl", "--json", given="\n".join(map(json.dumps, lines)))

    assert ended.code == 2
    assert [error["line"] for error in ended.json()["errors"]] == [1]
    assert ended.json()["stops"] == 1
    assert command.run("check", "+12025550121").code == 3
