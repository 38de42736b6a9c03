"""Whether the letters, the links in them and their signature name one house."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings


def domain() -> str:
    """Of the sender of every letter."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def site() -> str:
    return (urlsplit(settings.SITE_URL).hostname or "").lower()


def is_of_the_site() -> bool:
    """The portal is at the sender's domain, or under it."""
    return _is_under(site(), domain())


def is_signed() -> bool:
    """The signature's domain and the sender's are one, or one lies under the other; DMARC calls it
    relaxed."""
    signed = settings.DKIM_DOMAIN
    return _is_under(domain(), signed) or _is_under(signed, domain())


def _is_under(name: str, above: str) -> bool:
    """A name of one word, such as "fi", is nobody's own."""
    return name == above or ("." in above and name.endswith(f".{above}"))
