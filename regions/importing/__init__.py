"""Files of zonings: what each agency sends to say which places are short of doctors."""
