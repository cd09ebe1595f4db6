"""What importing costs: see `python -m bench.importing`."""
