"""The benchmark: Hiroba beside what people would use instead (`make bench`)."""
