"""The Channels tutorial's asgi.py and routing.py."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.tutorial.settings"
pages = get_asgi_application()

from bench.peers.tutorial.consumers import ChatConsumer  # noqa: E402

consumer: Any = ChatConsumer.as_asgi()  # which re_path's types do not expect
routes = URLRouter([re_path(r"ws/chat/(?P<room_name>\w+)/$", consumer)])
application = ProtocolTypeRouter(
    {"http": pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(routes))}
)
