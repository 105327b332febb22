"""The numbers that the demonstration must reach: those the dossier of 2017 prints, and those invented around them.

`docs/demonstration.md` lists what is invented.
"""

import datetime
from functools import cache

from measures.indicators import all_indicators
from measures.reference import DATA, NATIONAL
from regions.loading import read_rows

SOURCE = "dossier-2017"
BILAN_DAY = datetime.date(2016, 12, 31)
HORIZON = datetime.date(2018, 12, 31)
LAST_YEAR = 2050
"""The invented numbers go on until then."""
CURRENT_REGIONS = [
    "84",
    "27",
    "53",
    "24",
    "94",
    "44",
    "32",
    "11",
    "28",
    "75",
    "76",
    "52",
    "93",
    "01",
    "02",
    "03",
    "04",
    "06",
]
ANTILLES_GUYANE = "01+02+03"

CESP_SERIES = {2013: 591, 2014: 881, 2015: 1324, 2016: 1795}
"""National cumulative signatures (brochure-graphique-2017)."""

INVENTED_SIGNED = {"76": 128}
"""The national total less every regional figure that is printed."""
INVENTED_CESP_SERIES = {2010: 62, 2011: 210, 2012: 372}
INVENTED_INSTALLED = {"76": 9, "02": 4, "94": 1, "06": 0}
INVENTED_TO_COME = {"76": 45, "02": 12, "06": 2}
INVENTED_DENTISTRY = {"11": 30, "32": 6, "53": 5, "75": 5, "76": 6, "84": 5, "93": 4, "52": 4}
INVENTED_PTMG = {"76": 42, "06": 0}
PTMG_SERIES = {2013: 123, 2014: 323, 2015: 475, 2016: 655}
INVENTED_MSP = {"06": 0}
MSP_SERIES = [
    (datetime.date(2008, 12, 31), 20),
    (datetime.date(2010, 12, 31), 75),
    (datetime.date(2011, 12, 31), 118),
    (datetime.date(2012, 12, 31), 174),
    (datetime.date(2013, 12, 31), 370),
    (datetime.date(2014, 12, 31), 560),
    (datetime.date(2015, 3, 31), 616),
    (datetime.date(2015, 12, 31), 752),
    (datetime.date(2016, 3, 31), 778),
]
INVENTED_MCS = {"11": 2, "28": 6, "02": 2, "06": 1, "03": 0}
MCS_SERIES = {2012: 150, 2013: 265, 2014: 400, 2015: 510}
INVENTED_IN_PREPARATION_SHARE = 0.36
INVENTED_VALIDATED_SHARE = 0.16
INVENTED_HEALTH_CENTRES = {
    "84": 8, "27": 4, "53": 2, "24": 3, "94": 1, "44": 6, "32": 9, "11": 25, "28": 4,
    "75": 5, "76": 5, "52": 3, "93": 8, "01": 1, "03": 2, "04": 1, "06": 0,
}  # fmt: skip
PTA_OPEN, PTA_VALIDATED, PTA_IN_PREPARATION = 12, 8, 10
"""They add up to the 30 « en fonctionnement ou en projet » of the dossier."""


@cache
def printed(indicator: str, day: datetime.date = BILAN_DAY) -> dict[str, int]:
    """The figures of a computed indicator that the dossier prints at `day`, by region or joint scope."""
    return {
        row["regions"]: int(row["value"])
        for row in read_rows(
            DATA / "published_figures.csv", ["source", "reference_date", "regions", "indicator", "value"]
        )
        if row["source"] == SOURCE
        and row["indicator"] == indicator
        and row["reference_date"] == day.isoformat()
        and row["regions"] != NATIONAL
    }


def cesp_signed() -> dict[str, int]:
    """Contracts by UFR group: a region, or the joint scope of the three regions of one UFR."""
    return printed("cesp_signed") | INVENTED_SIGNED


def cesp_dentistry() -> dict[str, int]:
    return printed("cesp_signed_dentistry") | INVENTED_DENTISTRY


def cesp_installed() -> dict[str, int]:
    return printed("cesp_installed_ever") | INVENTED_INSTALLED


def cesp_to_come() -> dict[str, int]:
    return printed("cesp_to_come") | INVENTED_TO_COME


def ptmg_signed() -> dict[str, int]:
    return printed("ptmg_signed") | INVENTED_PTMG


def msp_open() -> dict[str, int]:
    return printed("msp_open") | INVENTED_MSP


def msp_in_preparation() -> dict[str, int]:
    share = {code: round(count * INVENTED_IN_PREPARATION_SHARE) for code, count in msp_open().items()}
    return share | printed("msp_in_preparation")


def msp_validated() -> dict[str, int]:
    """The two projects of Guadeloupe, validated in June 2016, are still not open at the end of the year."""
    share = {code: round(count * INVENTED_VALIDATED_SHARE) for code, count in msp_open().items()}
    return share | printed("msp_validated", datetime.date(2016, 6, 30))


def mcs_active() -> dict[str, int]:
    return printed("mcs_active") | INVENTED_MCS


def health_centres_open() -> dict[str, int]:
    """Less, in 27, the one that becomes a house in 2018."""
    return INVENTED_HEALTH_CENTRES | printed("cds_open", datetime.date(2015, 12, 31))


def declared_rows() -> list[dict[str, str]]:
    """Rows of the figures that the dossier prints and that regions declare."""
    rows = read_rows(DATA / "published_figures.csv", ["source", "reference_date", "regions", "indicator", "value"])
    return [row for row in rows if row["source"] == SOURCE and not all_indicators()[row["indicator"]].is_computed]
