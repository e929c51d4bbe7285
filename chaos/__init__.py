"""The chaos rig: breaks real servers in every way we know, and judges what they promised."""
