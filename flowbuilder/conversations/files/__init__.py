"""Files of conversations without their rows: what they are, their names, their bytes, their answers."""
