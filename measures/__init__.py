"""What the pact promised and how it is measured: commitments, targets, indicators, declared and published figures."""
