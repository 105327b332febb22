"""Files of structures: their columns, and how their rows are matched and judged."""
