"""What can go wrong while running flows.

EffectHasNoHandler    an effect type has no row in dispatch.py (found when the program starts)
LeaseLost             another worker took the job over; whatever was done here is dropped
"""

from __future__ import annotations


class EffectHasNoHandler(TypeError):
    """`dispatch.py` does not say who performs an effect."""


class LeaseLost(Exception):
    """The job is no longer ours: its lease ran out and another worker has it."""
