"""What a watching client was told, folded, is what a freshly loaded page shows."""
