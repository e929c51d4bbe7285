"""The moderation desk: its pages, and what one decides there."""
