"""REST for the widget: its public settings, and the conversation over plain HTTP."""
