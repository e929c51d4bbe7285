"""Django's PostgreSQL, with connections that are there again as soon as the database is."""
