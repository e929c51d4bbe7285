"""What is done to rooms, and who belongs to them."""
