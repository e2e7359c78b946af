"""The database backend: django-tenants', with fewer statements between two requests."""
