"""The records behind the figures: which ones an indicator counts on a day, in which scope, and where each is."""

from measures.records.counting import MODELS, CountedRecord, counted_records

__all__ = ["MODELS", "CountedRecord", "counted_records"]
