"""Draws that can be repeated: each subject has its own stream, so that none moves when another changes."""

import datetime
import random

ONE_DAY = datetime.timedelta(days=1)


class Draw(random.Random):
    """A stream of draws named by what it is for; the same names give the same draws."""

    def __init__(self, *names):
        super().__init__("/".join(str(name) for name in names))

    def day(self, first: datetime.date, last: datetime.date) -> datetime.date:
        """A day from `first` to `last`, both included; `first` when they are the wrong way round."""
        return first + ONE_DAY * self.randint(0, max(0, (last - first).days))

    def after(self, day: datetime.date, least: int, most: int) -> datetime.date:
        """A day from `least` to `most` days after `day`."""
        return day + ONE_DAY * self.randint(least, most)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def pick(self, weights: dict):
        """A key of `weights`, in proportion to its weight."""
        return self.choices(list(weights), list(weights.values()))[0]
