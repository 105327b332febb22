"""The project itself: settings, addresses, the admin site, the health check and the commands to run it."""

__version__ = "0.1.0"
