"""Forms and files of which one yes is enough: lawful where the wording and its proof are kept, and something a team should know of."""

from stopline.consent.policy_listing import SETTINGS_SOURCE, PolicyRow
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


def form_rows(settings: Settings) -> list[PolicyRow]:
    """Return what the forms of a team ask for, a row for each form, to be listed with the rules."""
    return [
        PolicyRow(
            f"forms.{form.slug}",
            counts_at_once(settings, form) or "a yes counts when a second one confirms it",
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
        value = "a yes counts when a second one confirms it"
    else:
        tagged = f"; tagged {', '.join(sorted(second.tags))} are always asked back" if second.tags else ""
        value = f"one yes in a file counts by its proof; --confirm asks back{tagged}"
    return PolicyRow("imports", value, SETTINGS_SOURCE, "in force", "")
