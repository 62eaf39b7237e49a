"""Pure: how much room the link to a person's own page takes in a text, before anybody has made it.

The link itself is put in when a message is handed over, so until then a text is counted with something of its length.
"""

from stopline.signing import token_length

PLACEHOLDER = "{preferences}"
"""What stands for the link in a text, also where it is kept and shown, until the message is handed over to a gateway."""
PAGE = "/p/"
"""The way to the pages, behind the address where they are."""
NAMED_BYTES = 12
"""How much of a person's digest a link names: 96 bits are unique, and a link should be short in a text message."""
ORIGIN_BYTES = 1


def stand_in(url: str) -> str:
    """Return something as long as every link, and written in the same letters; empty where there are no pages.

    Args:
        url: where the pages are, without a slash at the end.
    """
    return f"{url}{PAGE}{'x' * token_length(ORIGIN_BYTES + NAMED_BYTES)}" if url else ""


def as_counted(text: str, link: str) -> str:
    """Return a text with the room of its links taken up; where there are no pages, it leaves as it is written.

    Args:
        text: what is to be sent.
        link: what `stand_in` gives.
    """
    return text.replace(PLACEHOLDER, link) if link else text
