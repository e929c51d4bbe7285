"""The pages that belong to the place as a whole."""
