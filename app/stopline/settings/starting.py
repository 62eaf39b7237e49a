"""The settings file a new workspace begins with."""

from stopline.errors import BadInputError
from stopline.inbox.answers import DEFAULT_LANGUAGE
from stopline.settings.team import TeamSettings

_TEXT = """# Settings of this workspace. Every value that is not given is what ships with Stopline.

[team]
name = "{name}"
# Days are counted in this time zone.
zone = "{zone}"
# National phone numbers are read as numbers of this country.
region = "{region}"

# What carries texts. For a modem run by gammu-smsd:
# [[gateways]]
# name = "modem"
# kind = "gammu"
# options = {{ database = "/var/spool/gammu/smsd.db" }}

# Words of your own: one that stops, one that opts in with a tag and a welcome, texts that are never a stop.
# [words]
# stop = ["NO MORE"]
# never = ["stop and go"]
# [[words.join]]
# keyword = "JOINHARBOUR"
# tag = "newsletter"
# scope = "marketing"
# welcome = "{{team}}: Welcome! {{frequency}}. {{rates}}. Text STOP to end these messages, HELP for help{{care}}."
# Texts that follow a join, each so long after it.
# [[words.join.flow]]
# after = "1d"
# text = "{{team}}: Hi {{first_name}}, our workshop is open until 8. Text STOP to end."

# What the confirmation of an opt-in and every question for consent tell. The frequency is told by language:
# one text alone is taken to be in the language of your country, and texts in other languages say that it varies.
# [program]
# name = "Harbour News"
# frequency = {{ en = "Up to 4 messages a month", de = "Bis zu 4 Nachrichten im Monat" }}
# care = "help@example.com"
# terms = "https://example.com/terms"

# Where a yes counts only when it is confirmed by a second one; the countries the rules name are always among them.
# [double_optin]
# countries = ["GB"]
# tags = ["newsletter"]
# answer_within = "2d"
# remind_after = "1d"

# How an old or vague consent is asked for again, and how long a question by an agent waits for its answer.
# [reconfirm]
# answer_within = "2w"
# remind_after = "1w"

# Questions for consent in your own words, by language: question, resume, reminder, ask and reconfirm.
# [asking.{language}]
# ask = "{{program}}: May we text you {{about}}? Reply YES or NO. {{frequency}}. {{rates}}. HELP for help{{care}}, STOP to end.{{terms}}"

# Rules of your own, stricter than the law's, which count beside them; times are those of the person. `stopline policy show` tells all.
# [policy]
# weekdays = "10:00-18:00"
# sunday = "none"
# daily_maximum = 1
# ask_again_days = 90

# Pages for people, posts of a shop and pushes of gateways, answered by `stopline serve`.
# [web]
# url = "https://texts.example.com"
# [[web.forms]]
# slug = "news"
# title = "News from the harbour"
# channels = ["sms"]

# Canned replies; fields are {{first_name}}, {{name}}, {{agent}}, {{team}} and {{preferences}}, a link to the person's own page.
# [[templates]]
# name = "ready"
# text = "Hi {{first_name}}, your order is ready. {{agent}}"

# Files that are brought in: what their columns are where the guess is wrong, whether days or months come first in 03/04/2026 (dmy, mdy),
# what is taken from files of consent states (suppress-only, merge), and where files lie.
# [imports]
# columns = {{ Handy = "phone", Seit = "consent_at" }}
# dates = "dmy"
# mode = "suppress-only"
# folder = "~/exports"

# What one SMS part costs, and how many messages of a campaign leave in a minute where nobody says otherwise; 0 for no limit.
# [campaigns]
# price_per_part = 0.0079
# currency = "USD"
# per_minute = 120

# What the worker does by itself, so that nobody has to remember it; places lie outside of the workspace, best on another machine.
# Of its own backups the newest stay, and an older one goes once a newer one was looked through.
# [upkeep]
# backup_to = "/mnt/elsewhere/shop"
# backup_every = "1d"
# keep_backups = 14
# anchor_to = "/mnt/elsewhere/anchors.jsonl"
# anchor_every = "1d"
# verify_every = "1w"
# reconcile_every = "1d"
# reconcile_apply = false

# Who is told what, in Slack, by mail and elsewhere: `to` names an environment variable that holds the URL. Facts are opt-out, hold,
# spike, gateway, chain, overdue, brake and upkeep. Try a rule with `stopline alerts test team`.
# [[alerts]]
# name = "team"
# on = ["spike", "gateway", "chain", "overdue", "brake", "upkeep"]
# to = "STOPLINE_ALERTS_TEAM"
# quiet = "22:00-07:00"

# The one confirmation of a stop, the answer to START and to HELP, by language.
# [answers.{language}]
# stop = "{{team}}: You will get no more messages from us. Text START to get them again."
# stop_marketing = "{{team}}: You will get no more offers from us. Text STOP to get no messages at all."
# stop_notice = "{{team}}: You will get no more notices from us. Text STOP to get no messages at all."
# start = "{{program}}: You are signed up. {{frequency}}. {{rates}}. HELP for help{{care}}, STOP to end.{{terms}}"
# help = "{{team}}: Our team answers your messages here. Text STOP to get no more messages."
"""


def starting_settings(team: TeamSettings) -> str:
    """Return the settings file a new workspace begins with.

    Raises:
        BadInputError: the team's name cannot stand in the file.
    """
    if '"' in team.name or "\\" in team.name or not team.name.isprintable():
        raise BadInputError("a team's name is written without quotes, backslashes and control characters")
    return _TEXT.format(name=team.name, zone=team.zone, region=team.region, language=DEFAULT_LANGUAGE)
