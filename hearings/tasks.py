from celery import shared_task
from django.utils import timezone

from hearings import sweep


@shared_task(acks_late=True)
def sweep_hearings(**_later_arguments: object) -> None:
    sweep.run(now=timezone.now())
