"""A region's return: what it holds, what it lacks, who writes it and when, how it is reviewed."""
