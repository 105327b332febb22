"""Columns that our files carry besides those of their kind; they are never values of a record."""

VERSION = "version_ligne"
"""What the exported cells of a row were: tells whether the record has changed since."""
ERROR, SUGGESTION = "Erreur", "Suggestion"
"""Why a row was refused, in the file that is sent back to be corrected; not read."""
