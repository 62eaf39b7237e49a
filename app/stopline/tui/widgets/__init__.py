"""Widgets that know nothing of Stopline."""
