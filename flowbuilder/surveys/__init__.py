"""Surveys: what visitors say of us, and how it is scored."""
