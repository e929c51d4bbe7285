"""Text as people write it: its HTML, its visible text, its mentions. Pure."""
