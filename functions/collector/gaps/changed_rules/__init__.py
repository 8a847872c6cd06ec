"""Rules that came to X and went from it: which gaps were asked for which, and what X had when."""
