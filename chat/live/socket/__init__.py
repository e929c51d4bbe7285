"""One socket: who opened it, what it sends, how it is answered."""
