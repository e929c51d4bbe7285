"""From the log to everybody who watches."""
