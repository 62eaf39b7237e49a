"""A team's settings: read from `settings.toml`, checked at the door with pydantic, handed on as frozen values.

Every section of the file is a module with its pydantic model; `settings.py` puts them together, `reading.py` reads the file.
Secrets are never written there: a gateway's secret is the name of an environment variable.
"""

from stopline.settings.reading import FILE_NAME, load_settings, parse_settings
from stopline.settings.settings import Settings
from stopline.settings.starting import starting_settings
from stopline.settings.team import TeamSettings

__all__ = ["FILE_NAME", "Settings", "TeamSettings", "load_settings", "parse_settings", "starting_settings"]
