"""Validation: everything that is wrong with a flow, all at once."""

from flowbuilder.core.validation.subject import Surroundings
from flowbuilder.core.validation.tiers import validate

__all__ = ["Surroundings", "validate"]
