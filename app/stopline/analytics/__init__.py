"""Figures a manager can trust: who stopped, when and why, and whether it is more than chance.

`counting` keeps them in the transactions that record the events (`attribution` and `membership` say what an event means for them), and
`tally` makes them again from ledger and messages. `optouts` reads them. `figures` answers a manager's questions with values that
`verdicts`, `causes`, `growth` and `spikes` make; `chance` and `baseline` hold the mathematics. `report` writes answers down for other
programs, `pages` for people.
"""
