"""The live edge, part by part and through its ASGI application."""
