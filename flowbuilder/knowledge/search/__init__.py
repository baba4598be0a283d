"""The index that finds answers: words, meaning, and the chance that makes a verdict of both."""
