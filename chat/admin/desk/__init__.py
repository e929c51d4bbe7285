"""The moderation desk: its pages and decisions."""
