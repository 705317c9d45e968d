"""How the web process runs; read by gunicorn from the folder it starts in."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # seconds without a sign of life before a worker is replaced
graceful_timeout = 10  # seconds to finish open requests at the end
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
