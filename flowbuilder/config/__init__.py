"""The composition root: settings, addresses, the admin site and the commands that start things."""
