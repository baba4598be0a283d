"""Expected answers: how good the answers are, what a change would break, and learnt thresholds."""
