"""What could not be answered, and what agents answered: from there to an entry."""
