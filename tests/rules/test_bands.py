"""What vendors call too many is never read as the state of one of our campaigns."""

from stopline.analytics.bands import Whole, band_of, shipped_bands


def test_a_band_names_its_share_and_whose_act_it_is() -> None:
    for band in shipped_bands():
        assert band.name.startswith(f"above {band.least * 100:g} %, where vendors ")


def test_a_share_is_in_the_highest_band_it_crosses() -> None:
    band = band_of(12, 60, Whole.DAY)

    assert band is not None
    assert band.name == "above 10 %, where vendors suspend"
    assert band_of(1, 60, Whole.DAY) is None


def test_a_limit_for_days_is_not_held_against_a_campaign() -> None:
    band = band_of(12, 60, Whole.CAMPAIGN)

    assert band is not None
    assert band.name == "above 3 %, where vendors suspend"


def test_what_a_band_says_can_be_read_without_the_others() -> None:
    for band in shipped_bands():
        assert band.words.startswith(f"above {band.limit}: ")
        assert "the same" not in band.says
        assert "other" not in band.says
