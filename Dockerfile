# The portal in one image: web, worker, beat, one-shot commands and the demo differ in their command only.
FROM python:3.13-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS packages
COPY run requirements.lock ./
RUN PIP_NO_CACHE_DIR=1 ./run setup --without-tests

FROM base
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --no-create-home --home-dir /data portal \
    && install --directory --owner portal --group portal /data
COPY --from=packages /app/.venv .venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH VAR_ROOT=/data STATIC_ROOT=/app/public BIND=0.0.0.0 PORT=8000
# The key of this line signs nothing: the step only packs style sheets, scripts, pictures and texts.
RUN VAR_ROOT=/tmp/build SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.example python manage.py prepare texts static --verbosity 0 \
    && rm -rf /tmp/build
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "excite.wsgi"]
