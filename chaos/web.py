"""What clients do by form: one request each, and whether it was answered is all they know."""

import asyncio
from contextlib import suppress
from urllib.parse import urlencode

from chaos.client import Person

TOKEN = "chaos" * 6 + "ok"  # 32 letters: the cookie and the form must agree, that is all
SECONDS = 5.0


async def submit(port: int, path: str, person: Person, **fields: str) -> int | None:
    """Send a form as this person; return the status, or None when no answer came."""
    body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
    request = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Cookie: {person.cookie}; csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        async with asyncio.timeout(SECONDS):
            return await _exchange(port, (request + body).encode())
    return None


async def _exchange(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        return int((await reader.readline()).split()[1])
    finally:
        writer.transport.abort()
