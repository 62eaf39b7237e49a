"""What the codes of gateways say of consent, in one place and with their sources."""

import tomllib
from pathlib import Path

import pytest

import stopline.gateways
from stopline.gateways.base import ReceiptState
from stopline.gateways.carrier_codes import CodeMeaning, failed, meaning_of, rejected


@pytest.mark.parametrize(
    ("vendor", "code", "meaning"),
    [
        ("twilio", "21610", CodeMeaning.OPTED_OUT),
        ("twilio", 63014, CodeMeaning.OPTED_OUT),
        ("Telnyx", "40300", CodeMeaning.OPTED_OUT),
        ("plivo", "200", CodeMeaning.OPTED_OUT),
        ("vonage", " 9 ", CodeMeaning.OPTED_OUT),
        ("whatsapp", 131050, CodeMeaning.OPTED_OUT),
        ("twilio", "30047", CodeMeaning.QUIET_HOURS),
        ("twilio", "30610", CodeMeaning.QUIET_HOURS),
        ("twilio", "9", CodeMeaning.OTHER),
        ("plivo", "21610", CodeMeaning.OTHER),
        ("nobody", "1", CodeMeaning.OTHER),
        ("twilio", None, CodeMeaning.OTHER),
    ],
)
def test_a_code_means_what_its_vendor_says(vendor: str, code: str | int | None, meaning: CodeMeaning) -> None:
    assert meaning_of(vendor, code) is meaning


def test_only_an_opt_out_makes_a_refusal_a_stop() -> None:
    assert rejected("twilio", 21610, "blocked").has_opted_out
    assert not rejected("twilio", 30047, "too late in the evening").has_opted_out
    assert not rejected("twilio", 30003, "unreachable").has_opted_out


def test_a_failed_delivery_tells_of_an_opt_out_by_its_code_alone() -> None:
    receipt = failed("vonage", "9", "out-1", "opted out nowhere in these words")

    assert (receipt.state, receipt.has_opted_out) == (ReceiptState.FAILED, True)
    assert not failed("vonage", "6", "out-1", "this person has opted out").has_opted_out


def test_every_code_has_a_source_a_confidence_and_the_file_a_date() -> None:
    file = Path(stopline.gateways.__path__[0]) / "carrier_codes.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))

    assert data["as_of"]
    assert all(each["source"] and each["confidence"] and each["says"] for each in data["codes"])
    assert len({(each["vendor"], each["code"]) for each in data["codes"]}) == len(data["codes"])
