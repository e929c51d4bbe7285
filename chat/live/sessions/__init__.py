"""By what session and from which page a socket is open, and whether it still may be."""
