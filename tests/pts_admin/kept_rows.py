"""Rows loaded once for a whole test module, in a transaction that is rolled back after its last test.

The tests of such a module are all marked `django_db`: each runs in a savepoint inside that transaction.
"""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def kept_for_the_module(django_db_blocker):
    """Open the test database for the module; whatever is written until the end is rolled back."""
    with django_db_blocker.unblock():
        # Without a test marked `django_db`, pytest-django leaves the connection on the developer's database.
        settings = connection.settings_dict
        assert settings["NAME"] == settings["TEST"]["NAME"], "mark the module's tests with django_db"
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        connection.close()
