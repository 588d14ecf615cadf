"""How programs show who they are: `Authorization: Token …`."""

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import TokenAuthentication as BearerOfToken
from rest_framework.exceptions import AuthenticationFailed

from districts import sessions
from districts.models import Officer, Session


class TokenAuthentication(BearerOfToken):
    def authenticate_credentials(self, key: str) -> tuple[Officer, Session]:
        now = timezone.now()
        session = sessions.of_program(key, now=now)
        if session is None or session.officer is None:
            raise AuthenticationFailed(_("This token is not good, or no longer. Sign in again."))
        return session.officer, session
