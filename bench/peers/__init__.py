"""What is compared: Hiroba, and what people would use instead. Each is started on its own."""
