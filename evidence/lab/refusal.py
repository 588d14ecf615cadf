class Refused(Exception):
    """No safe copy can be drawn of this file; the code says why and names nothing in it."""


class FfmpegWanted(Exception):
    """This is sound or film, and there is no ffmpeg here."""
