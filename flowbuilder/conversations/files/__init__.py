"""Files of conversations without their rows: kinds, names, bytes, answers."""
