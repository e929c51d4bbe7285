"""How a process runs: Daphne and its bounds, start, probes, locks, and its end."""
