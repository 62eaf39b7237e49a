"""The world the simulated gateway is connected to: made-up people, their carriers, and what they are going to do.

A `scenario` is read from the `shelf`; its conversations are `script`s, its lengths of time `durations`. What is `planned` is decided by
dice with a seed: by `reactions` of people and by the `carrier`. The `network` remembers it all, at its own `pace`. `replay` reads a
file of real texts in place of what a scenario says.
"""
