"""The only code that runs flows: turns, jobs, and who performs them."""
