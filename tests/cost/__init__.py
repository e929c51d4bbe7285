"""What pages and frames cost in a room of very many messages."""
