"""What is said: passages quoted, a model that answers from them, and whether it stands there."""
