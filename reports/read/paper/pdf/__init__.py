"""PDFs: by their tags where they have such, else from where their words and lines stand."""
