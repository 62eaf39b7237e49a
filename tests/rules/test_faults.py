"""What is told of a value that cannot be used: how to write it, in Stopline's own words."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from stopline.faults import place_of, told


class Colour(StrEnum):
    """One of two."""

    RED = "red"
    BLUE = "blue"


class Shop(BaseModel):
    """A value of every kind that settings, lines and pushes have."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=1_200)
    word: str = Field(default="ab", min_length=2)
    count: int = Field(default=1, ge=1, le=20)
    share: float = Field(default=0.5, gt=0, lt=1)
    is_open: bool = True
    agents: list[str] = Field(default=[], max_length=2)
    colour: Colour = Colour.RED
    mode: Literal["all", "none"] = "all"
    at: datetime | None = None
    more: dict[str, int] = {}
    rule: str = ""

    @field_validator("rule")
    @classmethod
    def _has_a_reason(cls, rule: str) -> str:
        if rule:
            raise ValueError("write it like 2h")
        return rule


@pytest.mark.parametrize(
    ("value", "place", "words"),
    [
        ({"name": 7}, "name", "it has to be text, in quotes"),
        ({"name": "x" * 1_201}, "name", "it may have 1,200 characters at most"),
        ({"word": "a"}, "word", "it has to have at least 2 characters"),
        ({"count": "many"}, "count", "it has to be a whole number, without quotes"),
        ({"count": 2.5}, "count", "it has to be a whole number"),
        ({"count": 0}, "count", "it has to be at least 1"),
        ({"count": 21}, "count", "it has to be at most 20"),
        ({"share": 0}, "share", "it has to be more than 0"),
        ({"share": 1}, "share", "it has to be less than 1"),
        ({"share": "half"}, "share", "it has to be a number, without quotes"),
        ({"is_open": "perhaps"}, "is_open", "it has to be true or false, without quotes"),
        ({"agents": "alice"}, "agents", 'it has to be a list, such as ["one", "two"]'),
        ({"agents": ["a", 7]}, "agents.1", "it has to be text, in quotes"),
        ({"agents": ["a", "b", "c"]}, "agents", "it may have 2 entries at most"),
        ({"colour": "green"}, "colour", "it has to be 'red' or 'blue'"),
        ({"mode": "some"}, "mode", "it has to be 'all' or 'none'"),
        ({"at": "soon"}, "at", "it has to be a day and a time, such as 2026-11-17T09:00:00Z"),
        ({"more": "much"}, "more", "it has to be a table of names and values"),
        ({"rule": "x"}, "rule", "write it like 2h"),
        ({"other": 1}, "other", "there is no such field"),
        ("shop", "", "it has to be a table of names and values"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_how_to_write_it(
    value: object, place: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Shop.model_validate(value)

    fault = caught.value.errors()[0]
    assert (place_of(fault), told(fault)) == (place, words)


def test_a_place_names_keys_and_not_the_kinds_of_value_that_were_tried() -> None:
    class Sign(BaseModel):
        text: str | dict[str, str] | int
        lists: dict[str, list[int] | bool]

    with pytest.raises(ValidationError) as caught:
        Sign.model_validate({"text": [], "lists": {"a": {}}})

    assert {place_of(fault) for fault in caught.value.errors()} == {"text", "lists.a"}
