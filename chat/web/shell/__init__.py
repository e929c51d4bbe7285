"""What every page shares: its frame, its words, its limits, its refusals."""
