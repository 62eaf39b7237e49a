"""The settings file a new workspace begins with."""

from stopline.errors import BadInputError
from stopline.inbox.answers import DEFAULT_LANGUAGE
from stopline.settings.team import TeamSettings


def starting_settings(team: TeamSettings) -> str:
    """Return the settings file a new workspace begins with.

    Raises:
        BadInputError: the team's name cannot stand in the file.
    """
    if '"' in team.name or "\\" in team.name or not team.name.isprintable():
        raise BadInputError("a team's name is written without quotes, backslashes and control characters")
    return f'''# Settings of this workspace. Every value that is not given is what ships with Stopline.

[team]
name = "{team.name}"
# Days are counted in this time zone.
zone = "{team.zone}"
# National phone numbers are read as numbers of this country.
region = "{team.region}"

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
# welcome = "{{team}}: Welcome! Text STOP to end these messages, HELP for help."

# Canned replies; fields are {{first_name}}, {{name}}, {{agent}} and {{team}}.
# [[templates]]
# name = "ready"
# text = "Hi {{first_name}}, your order is ready. {{agent}}"

# Who is told what, in Slack, by mail and elsewhere: `to` names an environment variable that holds the URL. Facts are opt-out, hold,
# spike, gateway, chain and overdue. Try a rule with `stopline alerts test team`.
# [[alerts]]
# name = "team"
# on = ["spike", "gateway", "chain", "overdue"]
# to = "STOPLINE_ALERTS_TEAM"
# quiet = "22:00-07:00"

# The one confirmation of a stop, the answer to START and to HELP, by language.
# [answers.{DEFAULT_LANGUAGE}]
# stop = "{{team}}: You will get no more messages from us. Text START to get them again."
# start = "{{team}}: You will get our messages. Text STOP to end them, HELP for help."
# help = "{{team}}: Our team answers your messages here. Text STOP to get no more messages."
'''
