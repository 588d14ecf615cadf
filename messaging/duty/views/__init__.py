"""Pages of officers about their notices."""
