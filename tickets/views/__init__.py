"""Pages of the portal: load what may be seen, make one call, show the answer."""
