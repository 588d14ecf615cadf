"""Plays WhatsApp and the citizens' phones, in a process of its own, over real HTTP.

It knows nothing of the project's settings and models; only `page.py` and `checks.py`, which belong
to the web process, do. Start it with `python -m messaging.simulator`; in tests use `testing.py`.
"""
