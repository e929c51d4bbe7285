"""The pages of rooms, and of who belongs to them."""
