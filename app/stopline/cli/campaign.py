"""`stopline campaign`: text a whole audience, see beforehand who gets it and who does not, and keep it in hand while it runs."""

import click

from stopline.cli.options import LazyGroup

COMMANDS = {
    "new": "stopline.cli.campaign_drafts:new",
    "list": "stopline.cli.campaign_drafts:list_campaigns",
    "show": "stopline.cli.campaign_drafts:show",
    "preview": "stopline.cli.campaign_launch:preview",
    "test": "stopline.cli.campaign_launch:test",
    "launch": "stopline.cli.campaign_launch:launch",
    "discard": "stopline.cli.campaign_drafts:discard",
    "pause": "stopline.cli.campaign_course:pause",
    "resume": "stopline.cli.campaign_course:resume",
    "cancel": "stopline.cli.campaign_course:cancel",
    "report": "stopline.cli.campaign_course:report",
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    example="""
    stopline campaign new "Winter sale" --text "Hi {first_name}, ten per cent off. STOP to end." --tag newsletter
    stopline campaign preview "Winter sale" --people
    stopline campaign launch "Winter sale"
    """,
)
def campaign() -> None:
    """Text an audience: who agreed, in their hours, and nobody twice."""
