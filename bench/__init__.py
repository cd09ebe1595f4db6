"""Measurements that anyone can repeat, each against its comparison in the same run."""
