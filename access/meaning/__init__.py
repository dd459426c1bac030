"""What policies mean, whatever way they are written."""
