"""What counts once only: the token of a form, and what a program asks again because it did not hear the answer.

Both are kept as keyed digests: a token may be somebody's way in, and an idempotency key may be made from a person's address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stopline.clock import Clock, to_text
from stopline.store.engine import Engine
from stopline.store.queries import load_queries

ANSWERS_KEPT_FOR = timedelta(days=7)
"""How long a program may ask again and get the same answer."""


class SpentTokens:
    """The tokens of one workspace that were used."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "once.sql")

    def spend(self, token: str, expires_at: datetime) -> bool:
        """Use a token; return whether this is the first time. The caller holds the transaction.

        Args:
            token: the keyed digest of the token.
            expires_at: when it would be refused anyway.
        """
        self._engine.run(self._sql["forget_spent"], now=to_text(self._clock.now()))
        return bool(self._engine.run(self._sql["spend"], token=token, expires_at=to_text(expires_at)))

    def is_spent(self, token: str) -> bool:
        """Tell whether a token was used."""
        return self._engine.one(self._sql["spent"], token=token) is not None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a program was answered."""

    request: str
    """The keyed digest of what it had asked."""
    status: int
    answer: str


class KeptAnswers:
    """What programs were answered by one workspace."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sql = load_queries("stopline.inbox", "once.sql")

    def of(self, key: str) -> KeptAnswer | None:
        """Return what was answered under a key."""
        row = self._engine.one(self._sql["answer"], key=key)
        return KeptAnswer(row.text("request"), row.number("status"), row.text("answer")) if row else None

    def keep(self, key: str, answer: KeptAnswer) -> None:
        """Keep an answer. The caller holds the transaction that did what it says."""
        now = self._clock.now()
        self._engine.run(self._sql["forget_answers"], before=to_text(now - ANSWERS_KEPT_FOR))
        self._engine.run(
            self._sql["keep_answer"],
            key=key, request=answer.request, status=answer.status, answer=answer.answer, now=to_text(now),
        )  # fmt: skip
