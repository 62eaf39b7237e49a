"""Pure: the language a person is written to in: what is stored of them, else what they wrote, else what is spoken where they are."""

from collections.abc import Iterable, Mapping

from stopline.inbox.answers import DEFAULT_LANGUAGE

ATTRIBUTES = frozenset({"language", "lang", "locale", "sprache", "langue", "idioma", "lingua", "taal"})
"""Names under which a file may have brought a person's language along."""
SPOKEN_IN: Mapping[str, str] = {
    **dict.fromkeys(("FR", "LU", "MC", "SN", "CI", "MA", "TN", "DZ"), "fr"),
    **dict.fromkeys(("ES", "MX", "AR", "CO", "CL", "PE", "EC", "UY", "PY", "BO", "VE", "CR", "PA", "GT", "HN", "SV", "NI", "DO", "CU"), "es"),
    **dict.fromkeys(("PT", "BR", "AO", "MZ", "CV"), "pt"),
    **dict.fromkeys(("DE", "AT", "LI"), "de"),
    **dict.fromkeys(("IT", "SM", "VA"), "it"),
    **dict.fromkeys(("NL", "SR"), "nl"),
}  # fmt: skip
"""The language of countries in which one is spoken by nearly all; elsewhere nobody can know."""


def language_of(
    attributes: Iterable[tuple[str, str]], written: str, country: str, known: Iterable[str]
) -> str:
    """Return the language to write to a person in.

    Args:
        attributes: what is stored of them.
        written: the language of what they wrote, empty where nobody knows.
        country: where they are, empty where nobody knows.
        known: the languages there are texts in.
    """
    languages = frozenset(known)
    stored = (value.strip().lower()[:2] for name, value in attributes if name.strip().lower() in ATTRIBUTES)
    for language in (*stored, written, SPOKEN_IN.get(country, "")):
        if language in languages:
            return language
    return DEFAULT_LANGUAGE


def language_in(rule: str) -> str:
    """Return the language of the rule that recognised a wish, such as `keyword:fr:arret`; empty where it has none."""
    parts = rule.split(":")
    return parts[1] if len(parts) > 1 and len(parts[1]) == 2 else ""
