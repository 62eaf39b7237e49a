"""Screens: each owns selection and filters, and is the only kind of thing that calls the workspace."""
