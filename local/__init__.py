"""What `make run` and `make test` bring along: private servers, development keys, one terminal.

Never installed in production, and imported by nothing that is.
"""
