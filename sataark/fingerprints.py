"""Static files under names that change with what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Fingerprints(CompressedManifestStaticFilesStorage):
    """Until `collectstatic` has run, names stay as they are, so that pages work all the same."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
