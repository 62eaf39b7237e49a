"""What screens read from the workspace, as values; each function is called in a thread of a screen."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from stopline.tui.desk import Desk
from stopline.worker.health import Health
from stopline.worker.lease import Lease


@dataclass(frozen=True, slots=True)
class GatewayLine:
    """How one gateway is doing."""

    name: str
    collected_at: datetime | None
    error: str
    """Why it fails, empty while it works."""
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the line at the top tells."""

    team: str
    zone: tzinfo
    has_worker: bool
    """Whether a worker acts on this workspace, wherever it runs."""
    gateways: tuple[GatewayLine, ...]
    queued: int
    uncertain: int


def read_status(desk: Desk) -> StatusLine:
    """Return what the line at the top tells."""
    workspace = desk.workspace
    health = Health(workspace.engine, workspace.clock).of_every()
    queue = workspace.outbox.counts()
    return StatusLine(
        team=workspace.settings.team.name,
        zone=workspace.settings.zone,
        has_worker=Lease(workspace.engine, workspace.clock, desk.name).holder_now() is not None,
        gateways=tuple(
            GatewayLine(each.gateway, each.collected_at, each.last_error or "", each.next_attempt_at)
            for each in health
        ),
        queued=queue.queued + queue.sending,
        uncertain=queue.uncertain,
    )
