"""The outside world: the one outbound door, and the secrets that may go through it."""
