"""What can be shown: why a message was sent or kept back, the evidence of a person's consent, and everybody's newest events.

It reads and words what consent, messages and inbox have recorded, and changes nothing.
"""
