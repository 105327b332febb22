"""What looks wrong: the engine for warning rules, and their justifications. Knows no model of the field."""
