"""Pure: shares as people read them, the same on the screen, in reports, on pages and in mails."""


def percent(share: float) -> str:
    """Return a share with as many digits as say something: `0 %`, `<0.01 %`, `0.42 %`, `3.1 %`, `42 %`, `97.5 %`, `100 %`.

    Close to none and close to all there are more of them, so that `0 %` always means nobody and `100 %` everybody.
    """
    value = share * 100
    if 0 < value < 0.01:
        return "<0.01 %"
    if 99.99 < value < 100:
        return ">99.99 %"
    rest = min(value, 100 - value)
    digits = 0 if rest >= 10 or rest <= 0 else 1 if rest >= 1 else 2
    written = f"{value:.{digits}f}"
    return (written.rstrip("0").removesuffix(".") if digits else written) + " %"
