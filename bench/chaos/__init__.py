"""Real processes, killed at random under load; then everything that was acknowledged is counted."""
