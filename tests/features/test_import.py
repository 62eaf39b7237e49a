"""People from files: who comes in, what their consent is worth, and that no row is half-imported."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stopline.address import Address
from stopline.consent.events import CONTACT, Channel, ConsentEvent, EventKind, Evidence, Method
from stopline.consent.status import State
from stopline.errors import BadInputError
from stopline.importers.contacts import ContactFile
from stopline.importers.report import ImportReport
from stopline.workspace import Workspace

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
NORA = Address("+12025550140")
OMAR = Address("+12025550141")
PROOF = "subscribed,2026-03-02 10:15,web form"


def load(workspace: Workspace, text: str | bytes, *columns: str, is_dry_run: bool = False) -> ImportReport:
    content = text.encode() if isinstance(text, str) else text
    return workspace.contact_imports.load(ContactFile("people.csv", content, columns), is_dry_run=is_dry_run)


def table(*rows: str) -> str:
    return "\n".join(["name,phone,consent,consent date,source", *rows])


def state(workspace: Workspace, address: Address = NORA, channel: Channel = Channel.SMS) -> State:
    return workspace.standings.of(address, channel).everything.state


def test_a_consent_with_its_time_and_source_counts_and_keeps_its_proof(workspace: Workspace) -> None:
    report = load(
        workspace,
        f"name,phone,consent,consent date,source,consent wording\nNora Feldt,{NORA},{PROOF},Text me offers\n",
    )

    (recorded,) = workspace.ledger.events_of(NORA)
    assert (report.added, report.consents.given, state(workspace)) == (1, 1, State.SUBSCRIBED)
    assert (recorded.event.kind, recorded.event.method) == (EventKind.IMPORTED, Method.IMPORT)
    assert recorded.event.occurred_at == datetime(2026, 3, 2, 15, 15, tzinfo=UTC)
    assert recorded.event.evidence.source == "web form"
    assert recorded.event.evidence.disclosure == "Text me offers"
    assert "line 2" in recorded.event.evidence.note


@pytest.mark.parametrize(
    "cells",
    ["subscribed,,web form", "subscribed,2026-03-02,", "yes,,", "subscribed,soon,web form", "subscribed,2031-01-01,web form"],
    ids=["no time", "no source", "nothing", "no time that is one", "a time to come"],
)  # fmt: skip
def test_a_consent_without_proof_is_unknown_never_subscribed(workspace: Workspace, cells: str) -> None:
    report = load(workspace, table(f"Nora,{NORA},{cells}"))

    assert (report.added, report.consents.unproven, report.consents.given) == (1, 1, 0)
    assert state(workspace) is State.UNKNOWN
    assert workspace.ledger.events_of(NORA) == []


@pytest.mark.parametrize(
    "said", ["unsubscribed", "Opted-Out", "STOP", "désabonné", "abgemeldet", "do not contact"]
)
def test_a_stop_in_a_file_always_counts(workspace: Workspace, said: str) -> None:
    report = load(workspace, table(f"Nora,{NORA},{said},,"))

    assert (report.consents.stopped, state(workspace)) == (1, State.STOPPED)


def test_an_import_never_undoes_a_stop(workspace: Workspace) -> None:
    workspace.ledger.record(
        ConsentEvent(
            NORA, Channel.SMS, EventKind.WITHDRAWN, Method.KEYWORD, CONTACT,
            datetime(2026, 1, 1, tzinfo=UTC), evidence=Evidence(words="STOP"),
        )
    )  # fmt: skip

    report = load(workspace, table(f"Nora,{NORA},{PROOF}", f"Omar,{OMAR},{PROOF}"))

    assert (report.added, report.consents.given, report.consents.kept_stopped) == (2, 1, 1)
    assert state(workspace) is State.STOPPED
    assert any(note.line == 2 and "stop" in note.text for note in report.notes)


def test_a_stop_older_than_a_fresh_yes_does_not_count(workspace: Workspace) -> None:
    workspace.ledger.record(
        ConsentEvent(
            NORA, Channel.SMS, EventKind.GIVEN, Method.KEYWORD, CONTACT, datetime(2026, 6, 1, tzinfo=UTC)
        )
    )

    report = load(workspace, f"name,phone,unsubscribed at\nNora,{NORA},2025-01-01\n")

    assert (report.consents.stopped, report.consents.known) == (0, 1)
    assert state(workspace) is State.SUBSCRIBED


@pytest.mark.parametrize("order", [("subscribed", "unsubscribed"), ("unsubscribed", "subscribed")])
def test_of_two_rows_about_one_person_the_stop_wins_in_either_order(
    workspace: Workspace, order: tuple[str, str]
) -> None:
    rows = [f"Nora,{NORA},{said},2026-03-02 10:15,web form" for said in order]

    report = load(workspace, table(*rows))

    assert (report.added, report.merged, state(workspace)) == (1, 1, State.STOPPED)
    assert any(note.line == 3 and "line 2" in note.text for note in report.notes)


def test_nothing_is_written_by_a_dry_run_and_its_report_is_the_same(workspace: Workspace) -> None:
    text = table(f"Nora,{NORA},{PROOF}", "Nobody,nonsense,,,", f"Omar,{OMAR},unsubscribed,,")

    dry = load(workspace, text, is_dry_run=True)
    assert (workspace.contacts.at(NORA), workspace.ledger.verify().event_count) == (None, 0)
    real = load(workspace, text)

    assert dry.as_json() == {**real.as_json(), "dry_run": True}


def test_a_file_imported_twice_changes_nothing_the_second_time(workspace: Workspace) -> None:
    text = table(f"Nora,{NORA},{PROOF}", f"Omar,{OMAR},unsubscribed,,")
    load(workspace, text)
    before = workspace.ledger.verify().head

    again = load(workspace, text)

    assert (again.added, again.updated, again.unchanged, again.consents.known) == (0, 0, 2, 2)
    assert workspace.ledger.verify().head == before


def test_a_person_who_is_known_is_updated(workspace: Workspace) -> None:
    load(workspace, f"phone,name\n{NORA},Nora\n")

    report = load(
        workspace, f"phone,name,email,tags,Size\n{NORA},Nora Feldt,n@example.com,tandem,M\n", "Size=attr:size"
    )

    contact = workspace.contacts.contact(workspace.contacts.at(NORA) or 0)
    assert (report.added, report.updated) == (0, 1)
    assert (contact.name, contact.tags, contact.attributes) == ("Nora Feldt", ("tandem",), (("size", "M"),))
    assert contact.addresses == (NORA, "n@example.com")


def test_an_address_of_somebody_else_stays_theirs(workspace: Workspace) -> None:
    load(workspace, "name,email\nOther,shared@example.com\n")

    report = load(workspace, f"name,phone,email\nNora,{NORA},shared@example.com\n")

    assert (report.added, report.updated) == (1, 0)
    assert workspace.contacts.name_at(Address("shared@example.com")) == "Other"
    assert ["belongs to somebody else" in note.text for note in report.notes] == [True]


def test_a_new_number_of_somebody_known_by_mail_is_theirs(workspace: Workspace) -> None:
    load(workspace, "name,email\nNora Feldt,n@example.com\n")

    report = load(workspace, f"name,phone,email\nnora feldt,{NORA},n@example.com\n")

    assert (report.added, report.updated) == (0, 1)
    assert workspace.contacts.at(NORA) == workspace.contacts.at(Address("n@example.com"))


def test_rows_that_describe_nobody_are_skipped_with_their_line_and_the_rest_goes_in(
    workspace: Workspace,
) -> None:
    report = load(
        workspace,
        table(
            f"Nora,{NORA},,,",
            "No number,,,,",
            "Spreadsheet,1.2025550143E+10,,,",
            "Letters,call me,,,",
            f"Too many,{OMAR},,,,extra",
            '"Two\nlines",12,,,',
            f"Omar,{OMAR},,,",
            f"Long {'x' * 1_000_000},+12025550144,,,",
        ),
    )

    assert (report.read, report.added) == (8, 2)
    assert [each.line for each in report.skipped] == [3, 4, 5, 6, 7, 10]
    assert "spreadsheet" in report.skipped[1].text
    assert "1,000,005 characters" in report.skipped[-1].text


def test_a_good_number_beside_a_bad_address_keeps_the_person(workspace: Workspace) -> None:
    report = load(workspace, f"name,phone,email\nNora,{NORA},nora at home\nOmar,call me,omar@example.com\n")

    assert (report.added, report.skipped) == (2, ())
    assert [(note.line, note.text.endswith("it was left out")) for note in report.notes] == [
        (2, True),
        (3, True),
    ]
    assert workspace.contacts.at(NORA) is not None


def test_a_day_that_does_not_exist_is_shown_as_it_is_written(workspace: Workspace) -> None:
    report = load(workspace, table(f"Nora,{NORA},subscribed,31/02/2025,web form"))

    assert ["“31/02/2025”" in note.text for note in report.notes] == [True]


def test_one_person_is_not_called_people(workspace: Workspace) -> None:
    text = load(workspace, table(f"Nora,{NORA},yes,,")).as_text()

    assert "1 row read: 1 person added" in text
    assert "1 row says" in text


def test_a_name_that_is_a_formula_is_kept_as_text_and_noted(workspace: Workspace) -> None:
    report = load(workspace, f'name,phone\n"=HYPERLINK(""http://x"")",{NORA}\n+cmd|x,{OMAR}\n')

    assert [note.line for note in report.notes] == [2, 3]
    assert workspace.contacts.name_at(NORA) == '=HYPERLINK("http://x")'


def test_control_characters_in_a_name_are_made_visible(workspace: Workspace) -> None:
    load(workspace, f"name,phone\nNo\x1b]0;x\x07ra\u202e,{NORA}\n")

    assert "\x1b" not in workspace.contacts.name_at(NORA)
    assert "\u202e" not in workspace.contacts.name_at(NORA)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("name,phone\n", "no rows"),
        (f"{NORA},Nora\n{OMAR},Omar\n", "begin the file with a line such as name,phone"),
        ("name,shoe size\nNora,38\n", "--map COLUMN=phone"),
        ("name^phone\nNora^1\n", "separate columns by a comma"),
        ('[{"name": "x"}, 5]', "entry 2 is not an object"),
        ('{"phone": "+12025550140"}\n{"phone": \n', "line 2 is not JSON"),
        ("[nonsense", "begins like JSON"),
        pytest.param(f"[{'9' * 5_000}]", "begins like JSON", id="more digits than a number may have"),
        ('{"people": [{"name": "Nora"}]}', "a list “people” in it"),
        ('[{"phone": {"home": 1}}]', "more than one value"),
        ("[]", "no people"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(
    workspace: Workspace, text: str, said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        load(workspace, text)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("Shoe=phone", "there is no column “Shoe”"),
        ("name=shoe", "there is no field “shoe”"),
        ("name", "COLUMN=FIELD"),
    ],
)
def test_a_column_that_does_not_exist_is_named_with_those_that_do(
    workspace: Workspace, column: str, said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        load(workspace, f"name,phone\nNora,{NORA}\n", column)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'name,phone\nNora,{NORA}\n"Omar,{OMAR}\nAda,+12025550142\n', 3),
        (f'name,phone\n"Nora,{NORA}\n"Omar",{OMAR}\n', 2),
        (f'sep=;\nname;note;phone\nNora;"likes\ntea";{NORA}\nOmar;"two\nlines";"{OMAR}\n', 6),
        (f'name,phone\nNora,{NORA}\n"Omar,{OMAR}', 3),
    ],
    ids=["to the end", "to another quote", "in a later cell", "on the last line"],
)
def test_a_quote_that_swallows_people_is_named_by_the_line_where_it_opens(
    workspace: Workspace, text: str, line: int
) -> None:
    with pytest.raises(BadInputError, match=f"line {line}: a quote opens here"):
        load(workspace, text)


def test_a_cell_of_several_lines_is_no_mistake(workspace: Workspace) -> None:
    report = load(workspace, f'name,phone\r\n"No\r\n""ra""",{NORA}\r\nOm"ar,{OMAR}\r\n\r\n')

    assert report.added == 2


def test_dates_that_contradict_each_other_prove_nothing(workspace: Workspace) -> None:
    report = load(
        workspace,
        table(
            f"Nora,{NORA},subscribed,03/04/2025,web form",
            f"Omar,{OMAR},subscribed,12/31/2024,web form",
            "Ada,+12025550142,subscribed,31/12/2024,web form",
        ),
    )

    assert (report.consents.given, report.consents.unproven, state(workspace)) == (2, 1, State.UNKNOWN)
    assert [(note.line, "two ways" in note.text) for note in report.notes] == [(2, True)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_a_name_with_accents_survives_every_usual_encoding(workspace: Workspace, encoding: str) -> None:
    report = load(workspace, f"name,phone\nÉlodie Größ,{NORA}\n".encode(encoding))

    assert workspace.contacts.name_at(NORA) == "Élodie Größ"
    assert bool(report.warnings) is (encoding in {"utf-16-le", "latin-1", "cp1252"})


@pytest.mark.parametrize(
    "text",
    [
        f"name;phone\nNora;{NORA}\n",
        f"name\tphone\nNora\t{NORA}\n",
        f"name|phone\nNora|{NORA}\n",
        f"sep=;\nname;phone\nNora;{NORA}\n",
        f'[{{"name": "Nora", "phone": "{NORA}"}}]',
        f'{{"name": "Nora", "phone": "{NORA}"}}\n{{"name": "Omar", "phone": {OMAR[1:]}}}\n',
        f"name,phone\r\nNora,'{NORA}\r\n",
        f'name,phone\nNora,"=""{NORA}"""\n',
    ],
    ids=["semicolons", "tabs", "bars", "sep=", "JSON", "JSON lines", "apostrophe", "formula text"],
)
def test_the_usual_forms_of_a_file_are_read(workspace: Workspace, text: str) -> None:
    load(workspace, text)

    assert workspace.contacts.name_at(NORA) == "Nora"


def test_a_consent_for_texts_says_nothing_about_mail(workspace: Workspace) -> None:
    rosa = Address("rosa@example.com")

    report = load(workspace, f"email,sms consent,consent date,source\n{rosa},{PROOF}\n")

    assert report.consents.given == 0
    assert workspace.standings.on_every_channel(rosa) == {}


def test_a_stop_without_a_channel_counts_on_every_address(workspace: Workspace) -> None:
    load(workspace, f"phone,email,unsubscribed\n{NORA},n@example.com,yes\n")

    assert state(workspace) is State.STOPPED
    assert state(workspace, Address("n@example.com"), Channel.EMAIL) is State.STOPPED


@pytest.mark.parametrize("cell", ["", "no", "-", "N/A", "0000-00-00 00:00:00", "false"])
def test_an_empty_mark_of_a_stop_is_none(workspace: Workspace, cell: str) -> None:
    report = load(workspace, f"phone,unsubscribed,unsubscribed at\n{NORA},{cell},{cell}\n")

    assert (report.consents.stopped, state(workspace)) == (0, State.UNKNOWN)


@pytest.mark.parametrize("name", ["people.csv", "people.json", "clients.tsv", "kunden-windows.csv"])
def test_every_sample_file_can_be_imported(workspace: Workspace, name: str) -> None:
    report = workspace.contact_imports.load(ContactFile(name, (SAMPLES / name).read_bytes()))

    assert report.added >= 2
    assert report.consents.given >= 1
    assert workspace.ledger.verify().is_intact


@pytest.mark.parametrize("day", ["2026-03-02", "02.03.2026", "3/2/26", "2026-03-02 10:15"])
def test_a_column_of_days_is_not_taken_for_numbers(workspace: Workspace, day: str) -> None:
    report = load(workspace, f"name,Erreichbar,Seit\nNora Feldt,(202) 555-0140,{day}\n")

    assert [column.field for column in report.mapping.columns] == ["name", "phone", "ignore"]


def test_a_file_of_consent_states_is_not_read_as_one_of_people(workspace: Workspace) -> None:
    states = f"address,channel,scope,state\n{NORA},sms,all,stopped\n"

    with pytest.raises(BadInputError, match="consent import FILE --mode suppress-only"):
        load(workspace, states)

    assert workspace.contacts.at(NORA) is None
    assert load(workspace, states, "address=phone").added == 1
