"""What Django's query language lacks."""

from django.db import models


class Counted(models.Subquery):
    """How many rows a query has; a sliced one is counted no further than its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()
