"""Static files, answered before a request enters Django: one page asks for a hundred modules."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from servestatic.asgi import FileServerASGI
from servestatic.middleware import ServeStaticMiddleware
from servestatic.utils import run_async_in_thread

Application = Callable[..., Awaitable[None]]

BY_PATH: dict[str, dict[str, str]] = {"http.response.pathsend": {}}


class WithStaticFiles(ServeStaticMiddleware):
    """An ASGI application that answers what is a static file and passes on everything else.

    It finds files as ServeStatic's middleware for Django does: by the manifest, or in the source
    folders while DEBUG is on.
    """

    def __init__(self, pages: Application) -> None:
        super().__init__(get_response=pages)
        self.pages = pages

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        path: str = scope["path"]
        file = await self._file(path) if path.startswith(self.static_prefix) else None
        if file is None:
            return await self.pages(scope, receive, send)
        try:
            await FileServerASGI(file)(scope | {"extensions": BY_PATH}, receive, whole(send))
        except FileNotFoundError:  # known when the server started, and taken away since
            await self.pages(scope, receive, send)

    def add_mime_headers(self, headers: Any, path: str, url: str) -> None:
        """Say what a file is, so that nothing in it is taken for anything else."""
        super().add_mime_headers(headers, path, url)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Content-Security-Policy"] = "default-src 'self'"

    async def _file(self, path: str) -> Any:
        if self.autorefresh:
            return await run_async_in_thread(self.find_file, path)
        return self.files.get(path)


def whole(send: Application) -> Application:
    """Return a `send` that takes a file's path and reads it in one go, before anything is sent.

    Ours are small and in the page cache: a thread for each would take ten times as long.
    """
    begun: list[dict[str, Any]] = []

    async def send_file(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            return begun.append(event)
        if event["type"] == "http.response.pathsend":
            event = {"type": "http.response.body", "body": Path(event["path"]).read_bytes()}
        while begun:
            await send(begun.pop())
        await send(event)

    return send_file
