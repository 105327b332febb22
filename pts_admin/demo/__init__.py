"""The demonstration: fictitious people, records and accounts."""
