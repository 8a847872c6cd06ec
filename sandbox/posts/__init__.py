"""Posts for the sandbox: made-up ones, files given by a person, and X's shapes."""
