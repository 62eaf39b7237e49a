"""Every list of opt-outs a team can lay beside its own: those its gateways keep, and those that come as files."""

from dataclasses import dataclass
from pathlib import Path

from stopline.consent.events import Channel
from stopline.errors import BadInputError, NoGatewayError
from stopline.importers.files import content_of
from stopline.worker.contained import ContainedGateway
from stopline.worker.gateways import opened_gateways
from stopline.worker.reconcile import Comparison, Reconciliation
from stopline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ListsCompared:
    """How the lists compared that were looked at together."""

    found: tuple[Comparison, ...]
    without: tuple[str, ...] = ()
    """The gateways that keep no list."""


def compare_gateways(
    workspace: Workspace, named: str | None = None, *, is_applied: bool = False
) -> ListsCompared:
    """Lay the lists of gateways beside ours: of one, or of all that keep one.

    Raises:
        NoGatewayError: there is none, or none of that name.
        GatewayError: one of them cannot be asked.
    """
    found: list[Comparison] = []
    without: list[str] = []
    with opened_gateways(workspace) as gateways:
        wanted = [gateway for gateway in gateways if named in (None, gateway.name)]
        if not wanted:
            names = ", ".join(gateway.name for gateway in gateways) or "none"
            raise NoGatewayError(
                f"there is no gateway “{named}”; there are: {names}"
                if named
                else "no gateway is set up; --file compares a list"
            )
        for gateway in wanted:
            comparison = Reconciliation(workspace).with_gateway(
                ContainedGateway(gateway), is_applied=is_applied
            )
            if comparison is None:
                without.append(gateway.name)
            else:
                found.append(comparison)
    return ListsCompared(tuple(found), tuple(without))


def compare_file(
    workspace: Workspace, file: Path, channel: Channel, by: str, *, is_applied: bool = False
) -> ListsCompared:
    """Lay a list that a provider's console exported beside ours.

    Raises:
        BadInputError: the file cannot be read, or has no column of addresses.
    """
    content = content_of(file)
    try:
        found = Reconciliation(workspace).with_file(
            file.name, content, channel, by, str(file.resolve()), is_applied=is_applied
        )
    except BadInputError as error:
        raise BadInputError(f"{file}: {error}") from error
    return ListsCompared((found,))
