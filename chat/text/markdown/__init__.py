"""Markdown to safe HTML, in time linear to the text."""
