"""What is said, and what is done to it."""
