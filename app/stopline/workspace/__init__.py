"""One team's whole Stopline: a folder with a database and settings, and every feature built on them.

`Workspace` has every feature as an attribute. The modules beside it add them layer by layer, each built on those below.
Features are built when they are first asked for, and their modules imported then: answering `stopline check` must not
pay for loading settings, recogniser or screens.
"""

from stopline.workspace.foundation import DATABASE, SETTINGS
from stopline.workspace.workspace import Workspace

__all__ = ["DATABASE", "SETTINGS", "Workspace"]
