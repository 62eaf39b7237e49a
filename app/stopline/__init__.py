"""Stopline: a consent inbox for small teams who text their customers."""

__version__ = "0.1.0"
