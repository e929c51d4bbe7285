"""The page edge: everything that answers HTTP. It asks `actions` to change things."""
