"""Pure: how fast simulated time passes."""

from dataclasses import dataclass
from datetime import datetime

FASTEST = 100_000.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Simulated time, which left real time at one moment and runs so many times as fast since."""

    real_at: datetime
    simulated_at: datetime
    speed: float

    def simulated(self, real: datetime) -> datetime:
        """Return what the simulated clock shows at a real instant."""
        return self.simulated_at + (real - self.real_at) * self.speed

    def real(self, simulated: datetime) -> datetime:
        """Return the real instant at which the simulated clock shows something."""
        return self.real_at + (simulated - self.simulated_at) / self.speed

    def changed(self, speed: float, now: datetime) -> "Pace":
        """Return the pace that goes on from now at another speed."""
        return Pace(now, self.simulated(now), speed)
