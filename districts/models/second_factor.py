from django.db import models

from districts.models.officer import Officer


class SecondFactor(models.Model):
    """The authenticator app of an officer: a key sealed by `districts.locker`."""

    officer = models.OneToOneField(
        Officer, on_delete=models.CASCADE, primary_key=True, related_name="second_factor"
    )
    sealed_key = models.BinaryField()
    last_step = models.BigIntegerField()  # the half minute of the last code; older ones are void
    since = models.DateTimeField()


class RecoveryCode(models.Model):
    """One of ten codes for the day the telephone is lost; kept as a keyed hash."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="recovery_codes")
    mark = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "mark"], name="recovery_code_once")
        ]
