"""The parts of the benchmark that only count, judge and draw."""
