"""The face towards other people's browsers and programs: opt-in pages, preference pages, JSON posts and pushes from gateways.

`stopline serve` runs it. `guard` stands before everything and refuses what is too much, too big, too slow or malformed; the
modules behind it each answer one kind of request through the workspace, and decide nothing about consent themselves. The
pages are made without scripts and ask no other site for anything; their words lie in `texts`, one file for each language.
"""
