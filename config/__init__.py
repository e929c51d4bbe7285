"""What Hiroba is set up with: settings, addresses, logs, and its edges."""

VERSION = "0.2.0"
