"""Charts and maps of the bilan: from plain figures to a specification, and from it to SVG. No request, no query."""
