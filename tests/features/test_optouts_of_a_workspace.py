"""What happens in the inbox shows in the opt-outs, in the team's own days."""

from stopline.analytics.periods import Period
from stopline.analytics.series import By
from stopline.workspace import SETTINGS, Workspace
from support.transcript import Story


def test_a_stop_after_a_marketing_text_shows_with_word_and_cause(transcript: Story) -> None:
    """
    09:00 maria > JOIN
    09:01 jean > JOIN
    09:02 alice [marketing] > maria: Ten per cent off
    09:02 alice [marketing] > jean: Ten per cent off
    09:03 tick
    09:05 maria > Stop. Thank you
    09:06 tick
    """
    overview = transcript.workspace.optouts.overview(7)

    assert (overview.today.optouts, overview.today.reached, overview.today.rate) == (1, 2, None)
    assert [(share.key, share.optouts) for share in overview.shares[By.KEYWORD]] == [("STOP", 1)]
    assert [(share.key, share.optouts) for share in overview.shares[By.CAMPAIGN]] == [("(marketing)", 1)]
    (row,) = transcript.workspace.optouts.rows(overview.series.period)
    assert (row.words, row.before_text, row.before_agent) == ("Stop. Thank you", "Ten per cent off", "alice")


def test_an_opt_out_an_agent_recorded_counts_too(transcript: Story) -> None:
    """
    09:00 maria > hello
    09:03 alice records stop of maria: she said so on the phone
    """
    overview = transcript.workspace.optouts.overview(7)

    assert overview.week_optouts == 1
    assert [share.key for share in overview.shares[By.KEYWORD]] == ["agent"]


def test_settings_that_name_another_zone_move_what_was_counted(transcript: Story) -> None:
    """
    22:30 maria > STOP
    """
    before = transcript.workspace
    settings = before.folder / SETTINGS
    day = before.optouts.today()
    settings.write_text(settings.read_text().replace("America/New_York", "Asia/Kolkata"))

    after = Workspace.open(before.folder, before.clock)

    assert after.optouts.series(Period(day, day)).optouts == 0
    assert after.optouts.overview(1).today.optouts == 1
