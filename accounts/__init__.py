"""Who: users, roles, region scope, sign-in."""
