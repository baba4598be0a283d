"""What can go wrong with knowledge.

AppError
├── Conflict
│   ├── ImportIsBusy     409  another file is being imported
│   ├── SourceIsBusy     409  a source is being read already
│   └── ThresholdsNotLearnable  409  nothing can be learnt now, or not what was shown
└── InvalidInput
    ├── DocumentNotReadable  400  a document of a source cannot be read; `reasons` has the words
    ├── SourceNotUsable  400  a source names nothing that can be read
    ├── EntryNotUsable   400  an entry lacks a question or an answer, or is too long
    ├── ExpectationNotUsable  400  an expectation names no question, or no answer of its language
    └── FileNotReadable  400  a file is not CSV or JSON lines that we can read
"""

from __future__ import annotations

from flowbuilder.common.errors import Conflict, InvalidInput


class EntryNotUsable(InvalidInput):
    """An entry cannot be kept as it is. `details["field"]` says which field."""

    code = "entry_not_usable"


class ExpectationNotUsable(InvalidInput):
    """An expectation cannot be kept as it is. `details["field"]` says which field."""

    code = "expectation_not_usable"


class ThresholdsNotLearnable(Conflict):
    """Thresholds cannot be learnt now, or are not those that were shown."""

    code = "thresholds_not_learnable"


class FileNotReadable(InvalidInput):
    """The file as a whole cannot be read; nothing was imported."""

    code = "file_not_readable"


class DocumentNotReadable(InvalidInput):
    """A document of a source cannot be read. `details["reason"]` is a code of `reasons`."""

    code = "document_not_readable"


class SourceNotUsable(InvalidInput):
    """A source cannot be kept as it is. `details["field"]` says which field."""

    code = "source_not_usable"


class ImportIsBusy(Conflict):
    """Another file of the workspace is being imported."""

    code = "import_is_busy"


class ModelRunNotPossible(Conflict):
    """The language model cannot be asked for the expected answers now."""

    code = "model_run_not_possible"


class SourceIsBusy(Conflict):
    """A source is being read, and cannot be read or changed at the same time."""

    code = "source_is_busy"
