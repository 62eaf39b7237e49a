"""What tests of features share."""

from support.demo import demo, prepared, present  # noqa: F401 - fixtures are found by their names
