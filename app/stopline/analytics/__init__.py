"""Figures a manager can trust: who stopped, when, on which channel, with which words and after which message.

`periods` and `series` are pure. `tally` keeps the counts in the transactions that record the events, and can make them again from
ledger and messages; `optouts` reads them; `report` writes them down for other programs. Nothing here decides whether a figure is
more than chance.
"""
