"""REST over flows: one operation in each view."""
