"""Pages that make a line known: posters for officers, a public page for everybody."""
