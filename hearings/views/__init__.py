"""Pages of hearings: the citizen's room, the officer's desk, booking, and figures."""
