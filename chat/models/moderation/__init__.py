"""What is laid down, reported, laid on people and written down."""
