"""The inbox over REST: what an agent reads, and what an agent does."""
