"""The page for what we failed at: the database is away, or something is broken."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader

from chat.log.journal import UNAVAILABLE
from chat.web.shell.maintenance import refused

COME_BACK_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away or takes too long, and 500 for any other fault.

    Django calls this while it handles the exception. The pages stand without a request, for what
    a usual one asks about it may be what is broken.
    """
    error = sys.exc_info()[1]
    if page := refused(request, error):
        return page
    if not isinstance(error, UNAVAILABLE):
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    page = HttpResponse(loader.get_template("503.html").render(), status=503)
    page.headers["Retry-After"] = str(COME_BACK_SECONDS)
    return page
