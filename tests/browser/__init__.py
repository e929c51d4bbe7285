"""What people see and do, in Chromium against a server of its own: `pytest tests/browser`."""
