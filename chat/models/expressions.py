"""What Django's query language lacks."""

from django.db import models


class Counted(models.Subquery):
    """How many rows a query has; a sliced one is counted no further than its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


class CountedUnnamed(Counted):
    """How many rows of a sliced query have 0 as `named`.

    Looked at after the slice: before it, PostgreSQL takes the condition for a rare one and reads
    everything to find the few.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted WHERE named = 0)"
