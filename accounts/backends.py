from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission


class RoleBackend(ModelBackend):
    """E-mail and password; rights come from the roles held today, each a group of the same name.

    A role that starts, ends or changes counts at the next request: nothing is copied onto the account.
    """

    def _get_group_permissions(self, user_obj):
        return Permission.objects.filter(group__name__in=user_obj.roles)
