"""Dialogs: each asks one question and answers with a value; none calls the workspace."""
