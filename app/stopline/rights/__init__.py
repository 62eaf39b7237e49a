"""What a person may ask of us: to be told everything that is held about them, and to be forgotten.

`erasure` forgets people and keeps them stopped, `dossier` hands over all that is held. Consent itself is changed by the ledger alone.
"""
