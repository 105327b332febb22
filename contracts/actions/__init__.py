"""What a referent does to a contract: plain functions over records, for the admin, a script or an import.

Each takes the record, `by` (the user) and the facts of the day as keywords; it writes all or nothing, keeps its French
name in the history, and gives what it wrote. It raises `ValidationError`, `RuleViolation` or `IntegrityError` when
it refuses, `AlreadyDone` when nothing is left to write.
"""
