"""The engine: pure functions and values. No Django, no clock, no input or output."""
