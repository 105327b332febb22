"""What the files of two regions name."""

import pytest

from tests.contracts.importing.ground import Ground


@pytest.fixture
def ground(region):
    """The referent's region."""
    return Ground(region)


@pytest.fixture
def elsewhere(other_region):
    """The other region."""
    return Ground(other_region)
