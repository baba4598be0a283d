"""People who answer: teams, queues, calendars, and the inbox they work in."""
