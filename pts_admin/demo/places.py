"""Real communes where the fictitious people practise: a few dozen small ones in each region."""

from __future__ import annotations

from collections import defaultdict

from pts_admin.demo.figures import CURRENT_REGIONS
from pts_admin.demo.randomness import Draw
from regions.models import Commune, Departement, Faculty

SMALL = (500, 20_000)
POOL_SIZE = 48
STRUCTURE_POOL_SIZE = 400


class Places:
    """Communes of each region, drawn once: `practice` for persons and zoning, `structures` for team practices."""

    def __init__(self, seed: int):
        self.communes = {commune.code: commune for commune in Commune.objects.exclude(region=None).order_by("code")}
        by_region = defaultdict(list)
        for commune in self.communes.values():
            if SMALL[0] <= (commune.population or 0) <= SMALL[1]:
                by_region[commune.region_id].append(commune)
        self.practice, self.structures = {}, {}
        for region in CURRENT_REGIONS:
            draw = Draw(seed, "places", region)
            small = by_region[region]
            self.practice[region] = draw.sample(small, min(POOL_SIZE, len(small)))
            self.structures[region] = draw.sample(small, min(STRUCTURE_POOL_SIZE, len(small)))
        self.faculties = defaultdict(list)
        for faculty in Faculty.objects.prefetch_related("regions").order_by("code"):
            group = "+".join(sorted(region.code for region in faculty.regions.all()))
            self.faculties[group, faculty.discipline].append(faculty)
        self.chief_towns = {d.code: self.communes[d.chief_town_code] for d in Departement.objects.order_by("code")}

    def practice_commune(self, region: str, draw: Draw) -> Commune:
        """A commune of the region where a person can practise, in a zone that opens contracts."""
        return draw.choice(self.practice[region])

    def structure_commune(self, region: str, draw: Draw) -> Commune:
        """A commune of the region where a structure can open."""
        return draw.choice(self.structures[region])
