"""Pure: a number with its noun, and words that follow a number."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 minute`, `2,000 minutes`, `3 people`.

    Args:
        count: how many there are.
        one: the noun for one, with what else differs: `person is`.
        many: the same for several; the noun with an s where it is left out.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def worded(count: int, one: str, many: str) -> str:
    """Return the words for a number that stands apart from them: a title beside a figure.

    Args:
        count: how many there are.
        one: the words for one.
        many: the words for none or several.
    """
    return one if count == 1 else many
