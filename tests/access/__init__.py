"""Who may do what where, every address and every frame; and what outsiders cannot tell."""
