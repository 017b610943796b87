"""From a file to raw records, each with the place it came from."""
