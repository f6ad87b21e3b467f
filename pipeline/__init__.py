"""The core of doctored: works without Prefect, has no globals, reads the environment in settings.py alone."""
