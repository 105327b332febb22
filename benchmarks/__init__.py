"""Measures of speed and memory, each beside a peer or the bare database in the same run: `make bench`."""
