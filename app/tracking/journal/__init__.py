"""The journal of clicks on this node's disk: its lines, its segments, the salts of its days."""
