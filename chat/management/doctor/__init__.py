"""What may be wrong with a server, found out one thing after the other, each with its remedy."""
