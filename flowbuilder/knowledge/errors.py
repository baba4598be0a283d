"""What can go wrong with knowledge.

AppError
└── InvalidInput
    ├── EntryNotUsable   400  an entry lacks a question or an answer, or is too long
    ├── ExpectationNotUsable  400  an expectation names no question, or no answer of its language
    └── FileNotReadable  400  a file is not CSV or JSON lines that we can read
"""

from __future__ import annotations

from flowbuilder.common.errors import InvalidInput


class EntryNotUsable(InvalidInput):
    """An entry cannot be kept as it is. `details["field"]` says which field."""

    code = "entry_not_usable"


class ExpectationNotUsable(InvalidInput):
    """An expectation cannot be kept as it is. `details["field"]` says which field."""

    code = "expectation_not_usable"


class FileNotReadable(InvalidInput):
    """The file as a whole cannot be read; nothing was imported."""

    code = "file_not_readable"


class DocumentNotReadable(InvalidInput):
    """A document of a source cannot be read. `details["reason"]` is a code of `reasons`."""

    code = "document_not_readable"


class SourceNotUsable(InvalidInput):
    """A source cannot be kept as it is. `details["field"]` says which field."""

    code = "source_not_usable"
