"""Flowbuilder: draw a conversation, run it, take over, learn from it."""
