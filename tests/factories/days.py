"""The day that records take when a test does not care."""

import datetime

DAY = datetime.date(2015, 3, 10)
"""An ordinary day: after the laws, before the figures of the first bilan."""
