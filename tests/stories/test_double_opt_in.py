"""The story of a word that asks back: joined, pending, confirmed, asked again a year later; told by the real command."""

from support.command import CommandLine

GRETA, MARIA = "+493023125001", "+12025550123"
SETTINGS = """
[[words.join]]
keyword = "JOINLUNA"
tag = "luna"
scope = "marketing"
[[words.join.flow]]
after = "1d"
text = "{team}: Our workshop is open until 8. STOP to end."
"""


def test_a_second_yes_is_asked_for_awaited_and_taken(command: CommandLine) -> None:
    settings = command.folder / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    assert "Nobody has a question to answer" in command.process("pending").out

    joined = command.process("receive", "--from", GRETA, "--text", "JoinLuna", "--json")
    waiting = command.process("pending", "--json")
    heard = command.run(
        "consent",
        "record",
        GRETA,
        "--give",
        "--channel",
        "sms",
        "--method",
        "phone",
        "--words",
        "sure",
        "--json",
    )

    assert (joined.code, waiting.code) == (0, 0)
    [question] = waiting.json()
    assert (question["address"], question["kind"], question["keyword"]) == (GRETA, "confirm", "JOINLUNA")
    assert "JA" in question["text"]
    assert question["state"] == "queued"
    assert heard.code == 3
    shown = command.run("consent", "show", GRETA, "--json").json()
    assert shown["channels"]["sms"]["scopes"]["marketing"]["state"] == "pending"
    assert [event["kind"] for event in shown["events"]] == ["requested"]


def test_one_person_is_asked_once(command: CommandLine) -> None:
    preview = command.process("consent", "ask", MARIA, "--scope", "marketing", "--dry-run")
    assert preview.code == 0
    assert "May we text you our offers and news?" in preview.out
    assert command.run("messages", "--json").json() == []

    asked = command.process("consent", "ask", MARIA, "--scope", "marketing", "--json")
    again = command.process("consent", "ask", MARIA)

    assert asked.json()["message"] == 1
    assert again.code == 3
    assert "A question to this person waits to leave" in again.err
    assert "`stopline cancel 1`" in again.err
    assert "was asked on" not in again.err
    assert "Traceback" not in again.err


def test_a_vague_consent_is_asked_for_again(command: CommandLine) -> None:
    people = command.folder.parent / "people.csv"
    people.write_text(
        "name,phone,consent_status,consent_at,consent_source\n"
        f"Maria Alvarez,{MARIA},subscribed,2023-05-01,till\n"
        "Jean Tremblay,+12025550124,subscribed,2023-05-01,till\n",
        encoding="utf-8",
    )
    command.run("import", "contacts", str(people))
    command.run("receive", "--from", "+12025550124", "--text", "STOP")

    preview = command.process("consent", "reconfirm", "--older-than", "12m", "--dry-run")
    asked = command.run("consent", "reconfirm", "--older-than", "12m", "--json").json()

    assert "Would ask 1" in preview.out
    assert "import of people.csv" in preview.out
    assert "1  they said stop" in preview.out
    assert asked["asked"] == 1
    assert [each["address"] for each in asked["left_out"]] == ["+12025550124"]
    assert command.run("consent", "reconfirm", "--older-than", "soon").code == 2


def test_a_file_may_be_marked_as_needing_a_second_yes(command: CommandLine) -> None:
    people = command.folder.parent / "people.csv"
    people.write_text(
        f"name,phone,consent_status,consent_at,consent_source\nMaria Alvarez,{MARIA},subscribed,2026-05-01,fair\n",
        encoding="utf-8",
    )

    imported = command.run("import", "contacts", str(people), "--confirm", "--json").json()

    assert (imported["consents"]["asked"], imported["consents"]["given"]) == (1, 0)
    [question] = command.run("pending", "--json").json()
    assert (question["name"], question["kind"]) == ("Maria Alvarez", "confirm")


def test_who_is_asked_for_a_first_yes_is_not_told_to_have_one_that_stands(command: CommandLine) -> None:
    people = command.folder / "people.csv"
    people.write_text(f"name,phone,consent\nMaria,{MARIA},yes\n", encoding="utf-8")
    imported = command.run("import", "contacts", str(people))

    told = command.run("consent", "reconfirm", "--tag", "reconfirm", "--dry-run", "--json").json()
    shown = command.run("consent", "reconfirm", "--tag", "reconfirm", "--dry-run").out

    assert (
        "`stopline consent reconfirm --tag reconfirm` asks for a first yes where that may be asked"
        in imported.out
    )
    [chosen] = told["chosen"]
    assert (chosen["kind"], chosen["meanwhile"]) == ("first", "none")
    assert "May we text you" in chosen["text"]
    assert "none: a first yes" in shown
    assert "stands" not in shown
    assert "runs out" not in shown


def test_a_question_that_is_cancelled_is_a_question_no_more(command: CommandLine) -> None:
    message = command.run("consent", "ask", MARIA, "--scope", "marketing", "--json").json()["message"]
    assert [each["message"] for each in command.run("pending", "--json").json()] == [message]

    cancelled = command.run("cancel", str(message))
    shown = command.run("consent", "show", MARIA).out

    assert cancelled.code == 0
    assert command.run("pending", "--json").json() == []
    assert "question closed: cancelled by alice" in shown
    assert "PENDING" not in shown


def test_a_stop_of_one_kind_that_is_recorded_is_told_as_that(command: CommandLine) -> None:
    recorded = command.run(
        "consent", "record", MARIA, "--stop", "--scope", "marketing", "--channel", "sms", "--method", "phone",
        "--words", "no more offers",
    )  # fmt: skip

    assert "STOPPED by sms for marketing alone." in recorded.out
