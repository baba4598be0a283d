"""Tests mirror flowbuilder/; see conftest.py for what they share."""
