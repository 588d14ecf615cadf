"""A program that draws a stranger's file anew: `python -m evidence.lab FOLDER KIND [FFMPEG]`.

Runs without secrets, environment, Django or network, under hard limits. It reads `original` in
FOLDER and leaves `verdict` there, and `clean` when a safe copy could be drawn. Whoever started it
trusts neither: see `evidence/laboratory.py` and `evidence/inspection.py`.
"""
