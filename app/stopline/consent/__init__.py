"""Who may be messaged, and how we know.

`recognise` reads what a text means; `events` are the pieces of evidence, `status` what follows from them, `authority` who may
bring them, `gate` the send block. `chain` and `ledger` keep the evidence; `proof` shows it. All but `ledger` and `proof` are pure.
"""
