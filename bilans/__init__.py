"""The yearly report: campaigns, regional returns, snapshots, editions, pages and outputs."""
