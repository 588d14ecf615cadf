"""What can be done to a ticket. Each: lock what they can see, may they, act, return."""
