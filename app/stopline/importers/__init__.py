"""People from files.

`rows` reads a file, `mapping` says what its columns are, `people` checks every row at the door, `contacts` writes all of it or
nothing, and `report` tells what became of each line.

`words.toml` holds the names of columns and the words in cells, in the languages files come in.
"""
