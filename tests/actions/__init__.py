"""Every verb, its successes and its refusals."""
