"""Names: how they are compared, what they may be, and what only looks like them."""
