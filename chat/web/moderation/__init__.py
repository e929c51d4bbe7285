"""What moderators, and those who call them, do from a room's page."""
