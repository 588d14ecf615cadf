"""A country's worth of invented tickets, with whole histories, to measure pages and sweeps on."""
