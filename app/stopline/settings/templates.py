"""The section of canned replies."""

from pydantic import Field, field_validator

from stopline.inbox.templates import unknown_fields
from stopline.settings.section import Section


class TemplateSettings(Section):
    """A canned reply."""

    name: str = Field(min_length=1)
    text: str = Field(min_length=1)
    language: str = ""

    @field_validator("text")
    @classmethod
    def _has_known_fields(cls, text: str) -> str:
        if unknown := unknown_fields(text):
            raise ValueError(f"there is no field {{{unknown[0]}}}")
        return text
