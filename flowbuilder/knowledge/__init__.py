"""What the company knows: entries, the index over them, and the questions nobody could answer."""
