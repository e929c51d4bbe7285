"""Text as people write it: to HTML, to what is read, to whom it calls. Pure."""
