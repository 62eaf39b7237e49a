"""Campaigns: one text, or several by lot, to everybody of an audience who may get it.

`audience.py` says purely who is included and who is not, and why; `slots.py` when each message leaves. `launches.py` puts recipients into
the queue in pieces, each a short transaction, so that no stop waits; from there the outbox and its fences are the same for all. `course.py` pauses,
resumes, cancels, finishes and brakes what is under way, and goes on with what was interrupted.
"""
