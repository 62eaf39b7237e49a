"""What vendors call too many is never read as the state of one of our campaigns."""

from stopline.analytics.bands import band_of, shipped_bands


def test_a_band_names_its_share_and_whose_act_it_is() -> None:
    for band in shipped_bands():
        assert band.name.startswith(f"above {band.least * 100:g} %, where vendors ")


def test_a_share_is_in_the_highest_band_it_crosses() -> None:
    band = band_of(12, 60)

    assert band is not None
    assert band.name == "above 10 %, where vendors suspend"
    assert band_of(1, 60) is None
