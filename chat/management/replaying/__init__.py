"""Replays a log as live traffic: script, cast, performance and verdict."""
