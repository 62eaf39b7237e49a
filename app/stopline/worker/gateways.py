"""Opens the gateways a team has set up, and lets go of them again."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from stopline.gateways.base import Gateway, GatewayConfig
from stopline.gateways.registry import open_gateway
from stopline.workspace import Workspace


@contextmanager
def opened_gateways(workspace: Workspace) -> Iterator[list[Gateway]]:
    """Open every gateway of a workspace's settings, in their order, for as long as a worker runs.

    Raises:
        SettingsError: a gateway of that kind is not installed, or one of its options cannot be used.
    """
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                closing(
                    open_gateway(
                        each.kind, GatewayConfig(each.name, each.options, workspace.folder, workspace.clock)
                    )
                )
            )
            for each in workspace.settings.gateways
        ]
