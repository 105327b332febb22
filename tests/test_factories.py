"""The factories build valid records."""

import pytest

from tests.our_models import factory_of, our_models

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_the_default_object_is_valid(model):
    record = factory_of(model)()

    record.full_clean()
    assert str(record)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_two_defaults_live_together(model):
    factory_of(model).create_batch(2)

    assert model._default_manager.count() >= 2
