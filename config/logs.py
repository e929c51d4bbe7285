"""What the log says of requests that mean no good."""

import logging

from django.core.exceptions import BadRequest, SuspiciousOperation


class WithoutClientTracebacks(logging.Filter):
    """A request that is refused as bad is one line: where in Django it was noticed tells nothing.

    Nor is it an error of ours, as Django has it, or anybody could fill the log and wake somebody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; every record goes on."""
        if record.exc_info and isinstance(record.exc_info[1], BadRequest | SuspiciousOperation):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
