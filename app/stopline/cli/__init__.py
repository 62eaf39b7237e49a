"""The command line: everything the product can do, for programs and for people who cannot use the screen.

`main` holds the group whose commands are imported when they are called; `terminal` is what a command answers through;
every other module is one group of commands. Nothing here decides: commands read arguments, ask the workspace, and write.
"""
