"""A log as live traffic: the script, its cast, the performance and the verdict."""
