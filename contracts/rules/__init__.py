"""Rules of the field over several rows: errors, that refuse a writing, and warnings, that become anomalies.

Errors are functions over a record already loaded with its parts and with what else its person signed: they never
query, so that a form and an import of many rows are judged alike (`load` reads any number of records in as many
queries as one). What one row can say is a constraint of its model. Codes are those of docs/rules.md.
"""
