"""The address and channel a command is about. Kept light, because `stopline check` asks before every message of a program."""

from typing import TYPE_CHECKING

from stopline.address import Address, is_email, may_be_answered, parse_address, parse_sender
from stopline.consent.events import Channel
from stopline.errors import BadAddressError, BadInputError

if TYPE_CHECKING:  # see the module's docstring
    from stopline.workspace import Workspace


def address_of(workspace: "Workspace", written: str) -> Address:
    """Return the address somebody wrote; one written in full costs neither the settings nor the tables of the world's numbers.

    Raises:
        BadAddressError: it is neither a phone number nor an e-mail address.
    """
    if "@" in written:
        return parse_address(written)
    if may_be_answered(Address(written)):
        return Address(written)
    return parse_address(written, workspace.settings.team.region)


def known_address(workspace: "Workspace", written: str) -> Address:
    """Return the address somebody wrote, or the name or short code of a sender who has written.

    Raises:
        BadAddressError: it is no address, and no sender is called so.
    """
    try:
        return address_of(workspace, written)
    except BadAddressError:
        sender = parse_sender(written, workspace.settings.team.region)
        if workspace.contacts.at(sender) is None:
            raise
        return sender


def channel_of(address: Address, written: str | None) -> Channel:
    """Return the channel somebody named, else the usual one of such an address.

    Raises:
        BadInputError: the channel they named does not lead to such an address.
    """
    if written is None:
        return Channel.EMAIL if is_email(address) else Channel.SMS
    channel = Channel(written)
    if may_be_answered(address) and is_email(address) is not (channel is Channel.EMAIL):
        kind = "an e-mail address" if is_email(address) else "a phone number"
        raise BadInputError(f"--channel: {channel} does not lead to {kind}")
    return channel
