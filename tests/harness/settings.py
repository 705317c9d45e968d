"""The portal's own settings in a production-like environment, with a throwaway folder and a quick hash.

Nothing of the developer's environment gets in. The databases of a full run come in under names of their own,
so that a DATABASE_URL or REDIS_URL left in a shell is never touched by a test.
"""

import atexit
import os
import re
import shutil
import tempfile

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
WORKER_NUMBER = int(WORKER.removeprefix("gw"))
ROOM = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, ROOM, ignore_errors=True)

OURS = re.compile(
    r"^(DEBUG|DEMO|SECRET_KEY|ALLOWED_HOSTS|CSRF_TRUSTED_ORIGINS|SITE_.*|DATABASE_URL|REDIS_URL|MEDIA_ROOT|VAR_ROOT"
    r"|EMAIL_URL|DEFAULT_FROM_EMAIL|CLOCK_OFFSET|DEMO_CLOCK_FILE|OIDC_.*|LOG_.*|TRUSTED_PROXIES|HTTPS_REDIRECT"
    r"|HSTS_SECONDS|PORT|BIND|WEB_.*)$"
)
for name in [name for name in os.environ if OURS.match(name)]:
    del os.environ[name]
os.environ |= {
    "SECRET_KEY": "only-for-tests-" * 4,
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_URL": "https://testserver",
    "HTTPS_REDIRECT": "off",  # the test client speaks plain HTTP
    "VAR_ROOT": ROOM,
    "EMAIL_URL": "none://",
    "LOG_LEVEL": "ERROR",
}
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
if "TEST_REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = f"{os.environ['TEST_REDIS_URL']}/{WORKER_NUMBER}"

from excite.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_AUTOREFRESH = True  # looks a file up when it is asked for, instead of listing all at each start

INSTALLED_APPS += ["tests.parcels"]  # noqa: F405
