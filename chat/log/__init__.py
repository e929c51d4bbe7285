"""The spine: every room's log, what concerns people, and the doorbell. Nothing else numbers."""
