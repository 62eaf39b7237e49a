"""What a team is told of a second yes: where its settings ask for one, and of which forms and files one yes is enough.

One is lawful where the wording and its proof are kept, and something a team should know of.
"""

from stopline.consent.policy_listing import CONFIRMED, SETTINGS_SOURCE, PolicyRow
from stopline.inbox.lengths import in_words
from stopline.settings.capture import WaitSettings
from stopline.settings.settings import Settings
from stopline.settings.web import FormSettings


def counts_at_once(settings: Settings, form: FormSettings) -> str:
    """Return for whom one yes on a form counts at once, in words, and what asks for a second one; empty where all are asked."""
    second = settings.second_yes()
    if second.why((), [form.tag] if form.tag else [], is_asked_for=form.double_opt_in):
        return ""
    countries = ", ".join(sorted(second.countries))
    others = f", except for people who may be in {countries}" if countries else ""
    return f"one yes counts{others}; double_opt_in = true in its [[web.forms]] asks for a second one"


def second_yes_rows(settings: Settings) -> list[PolicyRow]:
    """Return what the team's own settings say of a second yes beside the rules, rows to be listed with them."""
    own = settings.double_optin
    found = {f"own.double_optin.{code}": CONFIRMED for code in sorted(set(own.countries))}
    if own.tags:
        found["own.double_optin.tags"] = f"whoever joins {', '.join(own.tags)} confirms it"
    if own.everywhere:
        found["own.double_optin.everywhere"] = CONFIRMED
    return [
        *(PolicyRow(name, value, SETTINGS_SOURCE, "chosen", "") for name, value in found.items()),
        *_wait_rows("double_optin", own),
        *_wait_rows("reconfirm", settings.reconfirm),
    ]


def _wait_rows(section: str, waits: WaitSettings) -> list[PolicyRow]:
    """Return how long the questions of a section wait for an answer, and who chose it."""
    words = {
        "answer_within": in_words(waits.answer_within),
        "remind_after": in_words(waits.remind_after) if waits.remind_after else "no reminder",
    }
    return [
        PolicyRow(
            f"{section}.{name}",
            value,
            SETTINGS_SOURCE if name in waits.model_fields_set else "Stopline's own choice",
            "chosen",
            "",
        )
        for name, value in words.items()
    ]


def form_rows(settings: Settings) -> list[PolicyRow]:
    """Return what the forms of a team ask for, a row for each form, to be listed with the rules."""
    return [
        PolicyRow(
            f"forms.{form.slug}",
            counts_at_once(settings, form) or CONFIRMED,
            SETTINGS_SOURCE,
            "in force",
            "",
        )
        for form in settings.web.forms
    ]


def import_row(settings: Settings) -> PolicyRow:
    """Return what a yes of a file of people counts as, a row to be listed with the rules."""
    second = settings.second_yes()
    if settings.imports.second_yes or second.is_everywhere:
        value = CONFIRMED
    else:
        tagged = f"; tagged {', '.join(sorted(second.tags))} are always asked back" if second.tags else ""
        value = f"one yes in a file counts by its proof; --confirm asks back{tagged}"
    return PolicyRow("imports", value, SETTINGS_SOURCE, "in force", "")
