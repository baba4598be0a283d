"""Contacts, conversations, their messages and the log of all that happened in them."""
