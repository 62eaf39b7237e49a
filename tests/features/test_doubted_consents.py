"""A consent that a file tells of and that is too old to count is asked for again, and the mark goes with the answer."""

from stopline.consent.gate import Ask
from stopline.consent.status import State
from stopline.importers.contacts import ContactFile
from stopline.inbox.contacts import RECONFIRM
from stopline.inbox.reconfirmations import Meanwhile, Selection
from support.transcript import PEOPLE, Story

MARIA = PEOPLE["maria"]
FILE = f"name,phone,consent,consent_at,consent_source\nMaria,{MARIA},yes,2021-05-01T10:00:00Z,till\n"


def test_who_agreed_too_long_ago_is_asked_again_and_the_mark_goes_with_the_yes(transcript: Story) -> None:
    workspace = transcript.workspace
    workspace.contact_imports.load(ContactFile("people.csv", FILE.encode()))
    contact = workspace.contacts.at(MARIA)
    assert contact is not None
    assert RECONFIRM in workspace.contacts.contact(contact).tags

    preview = workspace.reconfirmations.preview(Selection(tag=RECONFIRM))
    asked_count = workspace.reconfirmations.run(preview, "alice")
    transcript.tick.run()
    question = transcript.gateway.permits[-1].draft
    transcript.says("maria", "YES")

    assert [chosen.question.address for chosen in preview.chosen] == [MARIA]
    assert "import of people.csv" in preview.chosen[0].why
    assert (asked_count, question.asks_consent) == (1, Ask.FIRST)
    assert transcript.status("maria").state is State.SUBSCRIBED
    known = workspace.contacts.contact(contact)
    assert RECONFIRM not in known.tags
    assert not any(name.startswith(RECONFIRM) for name, _ in known.attributes)


def test_nothing_stands_of_a_yes_that_did_not_count_so_they_are_asked_for_a_first_one(
    transcript: Story,
) -> None:
    workspace = transcript.workspace
    unproven = f"name,phone,consent\nMaria,{MARIA},yes\n"
    workspace.contact_imports.load(ContactFile("people.csv", unproven.encode()))

    [chosen] = workspace.reconfirmations.preview(Selection()).chosen

    assert chosen.meanwhile is Meanwhile.NONE
    assert "Reply YES to agree, NO if not." in chosen.question.text
    assert "still want" not in chosen.question.text


def test_whoever_stopped_is_not_asked_whatever_a_file_tells(transcript: Story) -> None:
    """
    09:00 maria > STOP
    """
    workspace = transcript.workspace
    workspace.contact_imports.load(ContactFile("people.csv", FILE.encode()))

    preview = workspace.reconfirmations.preview(Selection())

    assert preview.chosen == ()
