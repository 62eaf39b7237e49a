"""What an agent records of a yes counts for no more than an agent can vouch for."""

import pytest

from support.command import CommandLine, within_hours

MARIA = "+12025550123"


def give(command: CommandLine, *arguments: str) -> tuple[int, str]:
    ended = command.run(
        "consent", "record", MARIA, "--give", "--channel", "sms", "--words", "yes", *arguments
    )
    return ended.code, ended.err


@pytest.mark.parametrize(
    ("method", "instead"),
    [
        ("keyword", "stopline receive"),
        ("sentence", "stopline receive"),
        ("import", "stopline import contacts"),
        ("carrier", "stopline receive"),
    ],
)
def test_a_yes_nobody_heard_is_not_recorded_as_if_the_person_had_written_it(
    command: CommandLine, method: str, instead: str
) -> None:
    code, error = give(command, "--method", method)

    assert code == 2
    assert instead in error
    assert command.run("check", MARIA, "--purpose", "marketing").code == 3


def test_a_yes_on_the_phone_is_no_yes_in_writing(command: CommandLine) -> None:
    code, error = give(command, "--method", "phone", "--basis", "express_written")

    assert (code, "no yes in writing" in error) == (2, True)
    assert give(command, "--method", "phone")[0] == 0
    assert command.run("check", MARIA, "--purpose", "marketing").code == 3


def test_a_yes_in_writing_needs_what_was_agreed_to(command: CommandLine) -> None:
    code, error = give(command, "--method", "form")

    assert (code, "--wording" in error) == (2, True)
    assert give(command, "--method", "form", "--wording", "I agree to get offers by text.")[0] == 0
    assert command.run("check", MARIA, "--purpose", "marketing", "--at", within_hours()).code == 0


def test_a_stop_is_recorded_however_it_is_said_to_be_known(command: CommandLine) -> None:
    stop = ["consent", "record", MARIA, "--stop", "--channel", "sms", "--words", "no more"]

    assert [command.run(*stop, "--method", method).code for method in ("keyword", "import", "carrier")] == [
        0,
        0,
        0,
    ]
    assert command.run("check", MARIA).code == 3
