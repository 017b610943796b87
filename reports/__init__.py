"""What paper looks like, reading it and writing it."""
