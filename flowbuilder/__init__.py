"""Flowbuilder: draw a conversation, run it, take over, learn from it."""

__version__ = "0.1.0"
