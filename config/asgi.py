"""Where both edges meet: pages by Django, sockets by the live edge, under any ASGI server."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

pages = get_asgi_application()  # sets Django up, before what follows may be imported

from chat.live.routing import websocket_urlpatterns  # noqa: E402
from chat.live.runtime import WithRuntime  # noqa: E402
from chat.live.sessions.origin import SameOrigin  # noqa: E402
from chat.server import daphne, drain  # noqa: E402
from chat.server.probes import WithProbes  # noqa: E402
from chat.server.server_lock import hold_database  # noqa: E402
from config.database_limits import limit_statements  # noqa: E402
from config.logs import WithRequestId, log_what_escapes  # noqa: E402
from config.requests import Utf8Request  # noqa: E402
from config.static import WithStaticFiles  # noqa: E402

# In a process that another server runs, nothing ever comes to these two.
daphne.install()
drain.install()

log_what_escapes()
hold_database()
limit_statements(settings.DATABASES["default"])
pages.request_class = Utf8Request

edges = ProtocolTypeRouter(
    {
        "http": WithProbes(WithStaticFiles(pages)),
        "websocket": SameOrigin(URLRouter(websocket_urlpatterns)),
    }
)
application = WithRequestId(WithRuntime(edges))
