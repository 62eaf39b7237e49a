"""What tests of screens share."""

from support.shop import shop  # noqa: F401 - a fixture is found by its name
