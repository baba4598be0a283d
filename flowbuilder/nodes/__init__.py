"""Node types, one in each file. A new file here is found by itself; see docs/add-a-node.md."""
