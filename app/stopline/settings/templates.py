"""The section of canned replies."""

from pydantic import Field, field_validator

from stopline.inbox.templates import field_fault
from stopline.settings.section import Section


class TemplateSettings(Section):
    """A canned reply."""

    name: str = Field(min_length=1)
    text: str = Field(min_length=1)
    language: str = ""

    @field_validator("text")
    @classmethod
    def _has_known_fields(cls, text: str) -> str:
        if fault := field_fault(text):
            raise ValueError(fault)
        return text
