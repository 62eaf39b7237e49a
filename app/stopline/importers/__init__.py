"""People and consents from files.

`rows` reads a file, `presets` tells whose export it is, `mapping` says what its columns are, `people` and `claims` check every row at
the door, `contacts` writes them a stretch at a time, and `report` tells what became of each line. `states` and `consents` carry where
addresses stand from one system to another.

`words.toml` holds the names of columns and the words in cells, in the languages files come in; `presets.toml` the exports of other systems.
"""
