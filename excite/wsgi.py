"""The door for gunicorn: `gunicorn excite.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "excite.settings")

application = get_wsgi_application()
