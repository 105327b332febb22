"""Files of declared figures."""
