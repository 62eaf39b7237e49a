"""Pure: a number with its noun."""


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 minute`, `2,000 minutes`, `3 people`.

    Args:
        count: how many there are.
        one: the noun for one, with what else differs: `person is`.
        many: the same for several; the noun with an s where it is left out.
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
