"""The portal's settings, made fast."""

from portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost"]
#: What the relay carries in tests goes to the terminal, whatever this machine's environment says.
MAILERS["carrier"] = {"BACKEND": "communications.carriers.TerminalCarrier"}  # noqa: F405
#: Each test client loads the middleware anew: looking at every static file took most of its time.
WHITENOISE_AUTOREFRESH = True
