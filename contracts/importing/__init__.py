"""Files of professionals and of what they commit to: their columns, and how their rows are matched and judged."""
