"""When tests happen."""

from datetime import UTC, datetime

START = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)
"""The instant at which every test begins: a Tuesday, 09:00 in New York."""
