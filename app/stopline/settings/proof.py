"""The section of proof: where the keys are, and what a consent receipt says about us."""

from pydantic import Field

from stopline.settings.section import Section


class ProofSettings(Section):
    """Where the keys are, and what a consent receipt says about us. The keys themselves never stand here."""

    ledger_key_file: str = ""
    """A file only its owner can read, with the key that tags events; STOPLINE_LEDGER_KEY in the environment goes before it."""
    backup_key_file: str = ""
    """The same for the key backups are encrypted with; STOPLINE_BACKUP_KEY goes before it."""
    use_keyring: bool = False
    """Whether keys are looked for in this machine's keyring, service `stopline`."""
    controller: str = Field(default="", max_length=200)
    """Who answers for the data, as a receipt names them; the team where it is empty."""
    contact: str = Field(default="", max_length=200)
    """How they are reached."""
    privacy_notice: str = Field(default="", max_length=500)
    """Where the notice is that people were shown."""
    language: str = Field(default="en", pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})?$")
    """The language of notice and wording."""
    storage: str = Field(default="", max_length=200)
    """Where the data lies, such as a country."""
    recipients: tuple[str, ...] = ()
    """Who else gets the data, such as the gateway's operator."""
    retention: str = Field(
        default="Evidence is kept for five years at least, a stop without end.", min_length=1, max_length=300
    )
