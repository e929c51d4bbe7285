"""What is done by those who keep order."""
