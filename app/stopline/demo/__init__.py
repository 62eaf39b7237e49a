"""The demo: a throw-away workspace with ninety days of history, played through the real product, and a present that goes on by itself.

`history` says what happened when (pure), `player` lets it happen, `preparation` makes the workspace. Nothing is written into the
database by hand: every fact in it came in through intake, outbox and ledger, at its own time.
"""
