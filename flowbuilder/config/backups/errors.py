"""What can go wrong with a backup.

BackupProblem       one sentence that says what is wrong, what was left alone, and what to do
"""

from __future__ import annotations


class BackupProblem(Exception):
    """It was not done. The message is for the operator."""
