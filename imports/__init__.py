"""Files in and out: reading spreadsheets, checking, diff, bulk write, journal, undo. Knows no model of the field."""
