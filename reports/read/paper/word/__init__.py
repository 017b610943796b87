"""Word documents: what a reader of them sees, and what is told of the rest."""
