"""Telling a team what happened, in Slack, by mail or wherever apprise reaches.

`watch.py` notes facts, each once, from what ledger, counts and gateways hold already, so that intake never waits for an alert.
`outgoing.py` gathers the facts each rule asks for into alerts; `courier.py` words and delivers them beside the worker's passes,
again and again for a day where a place does not answer. What is said stands in `wording.py`, when it is said in `rules.py`.
"""
