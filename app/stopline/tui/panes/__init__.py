"""Panes: each shows one value it is given, and posts what the agent wishes."""
