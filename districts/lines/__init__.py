"""A line's own settings, changed in the portal by those who answer for it."""
