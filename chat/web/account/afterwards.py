"""What is done once somebody has their answer, so that how long it takes tells them nothing."""

import logging
from collections.abc import Callable

from django.http import HttpResponse

logger = logging.getLogger(__name__)


def afterwards(answer: HttpResponse, work: Callable[[], object]) -> HttpResponse:
    """Have this done when the answer has been sent, while the request still has its database."""
    close = answer.close

    def work_and_close() -> None:
        try:
            work()
        except Exception:
            logger.exception("What was to follow an answer could not be done")
        finally:
            close()

    answer.close = work_and_close  # type: ignore[method-assign]
    return answer
