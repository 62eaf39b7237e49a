"""What in a workspace wants tidying: findings with the people they are about and what helps, and consents that have grown old.

`doctor.py` reads, `checks.py` and `keeping.py` say what follows, `decay.py` and `mending.py` put in order what can be put in order.
"""
