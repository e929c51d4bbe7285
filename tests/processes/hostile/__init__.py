"""What no browser sends, to one real Daphne: it stays up, and nobody else notices."""
