"""Readers: from the bytes of a document to its headings and paragraphs, one format a module. Pure.

A reader returns what it could read or raises `DocumentNotReadable`. It trusts nothing: sizes,
pages, characters and what a packed file swells to are bounded, and the time is looked at between
pages. No reader opens a file, follows a link or loads what a document names.
"""

from flowbuilder.knowledge.reading.readers.reading import Block, Limits, Reading, kind_of, read

__all__ = ["Block", "Limits", "Reading", "kind_of", "read"]
