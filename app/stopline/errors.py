"""Every exception of Stopline; the docstring of an exception is its default message.

Expected answers are values (`Refusal`, `Duplicate`, …). An exception is for what the caller could not know,
and its message tells the person at the keyboard what to do.
"""

from collections.abc import Sequence
from typing import ClassVar

_NAMED_AT_MOST = 5


class StoplineError(Exception):
    """Something went wrong in Stopline; run the command again with `--verbose` to see where."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((type(self).__doc__ or "").split()))


class BadInputError(StoplineError):
    """What was given cannot be used; `--help` shows an example."""


class BadAddressError(BadInputError):
    """That is neither a phone number nor an e-mail address; write numbers like +12025550123."""


class BadInstantError(BadInputError):
    """That is not a point in time; write it like 2026-11-22T10:05 or 2026-11-22T10:05:00Z."""


class SettingsError(BadInputError):
    """The settings file cannot be used; correct settings.toml and try again."""


class SecretError(BadInputError):
    """A secret of the workspace cannot be used; it must be a file that only its owner can read."""


class NoWorkspaceError(BadInputError):
    """There is no workspace in that folder; create one with `stopline init`, or look around with `stopline demo`."""


class ScenarioError(BadInputError):
    """The scenario cannot be played; correct its file and try again."""


class NotFoundError(BadInputError):
    """Nothing has that name or number; `stopline threads` and `stopline messages` list what there is."""


class StoreError(StoplineError):
    """The database could not be used; nothing was changed."""


class StoreBusyError(StoreError):
    """Another program holds the database; nothing was changed. Close it, or try again in a moment."""


class StoreFullError(StoreError):
    """The disk is full or cannot be written, so nothing was changed; make room and try again."""


class StoreDamagedError(StoreError):
    """The database file is damaged; stop every Stopline on it and restore a backup."""


class StoreNewerError(StoreError):
    """This workspace was written by a newer Stopline; update Stopline to open it."""


class ConstraintError(StoreError):
    """The database refused a change that would break one of its rules."""


class LedgerBrokenError(StoplineError):
    """The consent ledger does not verify; stop sending, keep the file as it is, and compare it with a backup."""

    exit_code: ClassVar[int] = 4


class WeakerStatusError(LedgerBrokenError):
    """Somebody stands stopped or held where the ledger says otherwise, and nobody has answered for lifting that.

    Args:
        changed_count: how many other statuses were made again.
        whom: the people, masked.
    """

    def __init__(self, changed_count: int, whom: Sequence[str]) -> None:
        named = ", ".join(whom[:_NAMED_AT_MOST])
        more = f" and {len(whom) - _NAMED_AT_MOST:,} more" if len(whom) > _NAMED_AT_MOST else ""
        super().__init__(
            f"{named}{more}: stopped or held, which does not follow from the ledger, so that was left as it is (other statuses "
            f"corrected: {changed_count:,}). Compare the file with a backup; where the ledger is right, "
            "`stopline consent rebuild --weaken` lifts them"
        )


class SuppressionKeyError(StoplineError):
    """The key is missing, or another one, that tells which numbers of forgotten people stay stopped; put suppression.key back into the workspace's folder, or give it as $STOPLINE_SUPPRESSION_KEY."""


class GatewayError(StoplineError):
    """The gateway cannot do its work."""


class GatewayDownError(GatewayError):
    """The gateway does not answer; it will be tried again by itself."""


class GatewayNonsenseError(GatewayError):
    """The gateway answered something that cannot be understood; nothing was taken from it."""


class NoGatewayError(GatewayError):
    """No gateway carries that channel; add one to settings.toml."""
