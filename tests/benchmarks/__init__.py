"""How fast and how big: every figure beside a floor measured in the same run.

    PYTHONPATH=app:tests python -m benchmarks [--small] [--only WORD]

Prints the table that stands in `app/ARCHITECTURE.md`; fails where a promise is not kept.
"""
