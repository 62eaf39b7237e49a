"""What columns are taken for, and how dates are read."""

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stopline.errors import BadInputError
from stopline.importers.habits import DateOrder
from stopline.importers.mapping import Basis, Field, mapped
from stopline.importers.rows import decoded, read_sheet
from stopline.importers.words import compared, date_order, instant_of, shipped_words
from stopline.inert import cell as safe_cell

HEADERS = {
    "en": ("First Name,Last Name,Mobile,E-mail,SMS consent,Consent date,Source", "first_name last_name phone email consent_status consent_at consent_source"),
    "es": ("Nombre,Apellidos,Móvil,Correo electrónico,Consentimiento,Fecha de consentimiento,Origen", "first_name last_name phone email consent_status consent_at consent_source"),
    "fr": ("Prénom,Nom,Numéro de téléphone,Courriel,Consentement,Date de consentement,Origine", "first_name last_name phone email consent_status consent_at consent_source"),
    "de": ("Vorname,Nachname,Handy,E-Mail-Adresse,Einwilligung,Einwilligung am,Quelle", "first_name last_name phone email consent_status consent_at consent_source"),
    "it": ("Nome,Cognome,Cellulare,Indirizzo email,Consenso,Data del consenso,Fonte", "first_name last_name phone email consent_status consent_at consent_source"),
    "pt": ("Nome,Sobrenome,Telemóvel,Correio eletrónico,Consentimento,Data do consentimento,Origem", "first_name last_name phone email consent_status consent_at consent_source"),
    "nl": ("Voornaam,Achternaam,Telefoonnummer,E-mailadres,Toestemming,Datum toestemming,Bron", "first_name last_name phone email consent_status consent_at consent_source"),
}  # fmt: skip


@pytest.mark.parametrize(("header", "fields"), HEADERS.values(), ids=HEADERS)
def test_columns_are_known_by_their_names_in_seven_languages(header: str, fields: str) -> None:
    mapping = mapped(read_sheet(f"{header}\na,b,c,d,e,f,g\n".encode()))

    assert [column.field for column in mapping.columns] == fields.split()


def test_every_word_is_written_as_it_is_compared() -> None:
    words = shipped_words()

    for part in (words.columns, words.status, words.scope, words.channel):
        assert [word for word in part if word != compared(word)] == []


def test_columns_without_a_telling_name_are_known_by_what_they_hold() -> None:
    mapping = mapped(read_sheet(b"a,b,c\nx,+1 202 555 0140,n@example.com\ny,+1 202 555 0141,o@example.com\n"))

    assert [(column.field, column.basis) for column in mapping.columns] == [
        (Field.IGNORE, Basis.NOTHING),
        (Field.PHONE, Basis.CONTENT),
        (Field.EMAIL, Basis.CONTENT),
    ]


def test_what_is_told_wins_over_what_is_guessed() -> None:
    mapping = mapped(
        read_sheet(b"name,phone,source\nx,1,y\n"), ["phone=attr:old phone", "NAME=phone", "source=ignore"]
    )

    assert [column.field for column in mapping.columns] == ["phone", "attr:old phone", "ignore"]


def test_a_second_column_of_the_same_name_is_numbered_and_not_lost() -> None:
    sheet = read_sheet(b"Phone,Phone,Source,Source,\n1,2,a,b,c\n")

    assert sheet.columns == ("Phone", "Phone (2)", "Source", "Source (2)", "column 5")
    assert [column.field for column in mapped(sheet).columns] == [
        "phone",
        "phone",
        "consent_source",
        "ignore",
        "ignore",
    ]


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("2026-11-22T10:05:00Z", None, (2026, 11, 22, 10, 5)),
        ("2026-11-22 10:05", None, (2026, 11, 22, 15, 5)),
        ("22.11.2026 10:05", None, (2026, 11, 22, 15, 5)),
        ("22/11/2026", None, (2026, 11, 22, 5, 0)),
        ("11/22/2026 1:05 PM", None, (2026, 11, 22, 18, 5)),
        ("03/04/2026 12:00", DateOrder.DAY_FIRST, (2026, 4, 3, 16, 0)),
        ("03/04/26 12:00", DateOrder.MONTH_FIRST, (2026, 3, 4, 17, 0)),
        ("2026/11/22 10:05:30", None, (2026, 11, 22, 15, 5)),
    ],
)
def test_dates_are_read_as_spreadsheets_write_them(
    written: str, order: DateOrder | None, expected: tuple[int, int, int, int, int]
) -> None:
    instant = instant_of(written, ZoneInfo("America/New_York"), order)

    assert instant.replace(second=0) == datetime(*expected, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["03/04/2026", "soon", "2026-13-40", "32.12.2026", "99/99/9999", "1.2.3.4"]
)
def test_what_is_no_date_or_two_is_refused(written: str) -> None:
    with pytest.raises(BadInputError):
        instant_of(written, UTC, None)


def test_one_date_that_is_certain_tells_the_order_of_all() -> None:
    assert date_order(["03/04/2026", "22/04/2026"]) is DateOrder.DAY_FIRST
    assert date_order(["", "03/22/2026"]) is DateOrder.MONTH_FIRST
    assert date_order(["03/04/2026", "x"]) is None


def test_dates_that_contradict_each_other_tell_no_order() -> None:
    assert date_order(["03/04/2025", "12/31/2024", "31/12/2024"]) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_a_sheet_or_a_clear_refusal(content: bytes) -> None:
    with contextlib.suppress(BadInputError):
        sheet = read_sheet(content)
        assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows)


@given(st.text(min_size=1))
def test_text_in_utf_8_is_never_taken_for_another_encoding(text: str) -> None:
    content = text.encode("utf-8", errors="replace")

    if "\0" not in text[:200]:
        assert decoded(content)[0] == content.decode("utf-8").removeprefix("\ufeff")


@given(st.text())
def test_no_cell_we_write_is_run_as_a_formula(text: str) -> None:
    assert not safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
