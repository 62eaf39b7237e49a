"""The terminal interface: an inbox for agents, figures for managers.

`app` starts it, `screens` orchestrate and are the only ones to call the workspace, `panes` show one value each, `dialogs` ask one
question each, `widgets` know nothing of Stopline. `reading` is what screens read in their threads, `feed` tells when the store has
changed, `keys` is the one table of keys, `text` how times and states are worded.
"""
