"""The live edge: sockets in, sockets out, and what one process keeps between them."""
