"""Insights: what the conversations came to, in figures that say how they are made."""
