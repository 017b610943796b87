"""From the rows of the register to pages and sheets."""
