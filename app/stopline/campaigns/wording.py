"""Pure: whom a campaign is for, in words."""

from stopline.campaigns.audience import Criteria
from stopline.inbox.lengths import in_words


def audience_words(criteria: Criteria) -> str:
    """Return whom a campaign is for."""
    parts = ["the addresses of a list" if criteria.is_list else "everybody"]
    parts += [f"with the tag {tag}" for tag in criteria.tags]
    parts += [f"without the tag {tag}" for tag in criteria.without_tags]
    parts += [f"with {name} = {value}" for name, value in criteria.attributes]
    if criteria.consent is not None:
        parts.append(f"whose consent is {criteria.consent}")
    how = {
        "wrote_within": "who wrote within", "not_wrote_within": "who did not write within",
        "written_within": "written to within", "not_written_within": "not written to within",
    }  # fmt: skip
    parts += [f"{how[name]} {in_words(length)}" for name, length in criteria.lengths().items()]
    return ", ".join(parts)
