"""The shared inbox: people, threads, what came in, and what agents answer.

`contacts` knows people and their addresses, `threads` the list and its filters, `timeline` one conversation, `card` what stands beside it.
`intake` takes texts in, `replies` sends answers, `presence` shows who else is there, `templates` fills canned replies, `search` finds.
"""
