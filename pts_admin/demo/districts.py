"""Priority districts of the demonstration, under the list of 2015 then under that of 2024."""

from __future__ import annotations

import datetime

from pts_admin.demo.book import Book
from pts_admin.demo.named_structures import DISTRICTS
from pts_admin.demo.randomness import ONE_DAY
from regions.models import PriorityDistrict

SECOND_LIST = datetime.date(2024, 1, 1)


def add_districts(book: Book) -> dict[str, list[PriorityDistrict]]:
    """Both rows of each district, by its code of 2015."""
    districts = {}
    for code, (name, _) in DISTRICTS.items():
        first = PriorityDistrict(code=code, name=name, valid_to=SECOND_LIST - ONE_DAY)
        second = PriorityDistrict(code=second_code(code), name=name, valid_from=SECOND_LIST)
        districts[code] = [book.add(first), book.add(second)]
    return districts


def second_code(code: str) -> str:
    """The code invented for the second list: QP054901 becomes QN05490A."""
    return f"QN{code[2:7]}A"


def communes_of_districts() -> list[tuple[str, str]]:
    """Pairs of district and commune, to be linked once both are written."""
    return [(each, commune) for code, (_, commune) in DISTRICTS.items() for each in (code, second_code(code))]
