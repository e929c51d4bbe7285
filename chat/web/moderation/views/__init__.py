"""One module per kind of page; each view parses HTTP, calls one action and answers."""
