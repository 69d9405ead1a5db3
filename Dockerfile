# The portal's image: web, worker, cron and commands all run from it.

FROM node:22-bookworm-slim AS assets
WORKDIR /srv/portal
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY esbuild.mjs ./
COPY templates templates
COPY portal/static portal/static
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS python
WORKDIR /srv/portal
COPY requirements-uv.lock requirements.lock ./
RUN python -m venv /opt/uv \
    && /opt/uv/bin/pip install --quiet --require-hashes -r requirements-uv.lock \
    && python -m venv --without-pip .venv \
    && /opt/uv/bin/uv pip sync --quiet --no-cache --python .venv/bin/python --require-hashes requirements.lock
COPY pyproject.toml ./
COPY portal portal
COPY blueprints blueprints
RUN /opt/uv/bin/uv pip install --quiet --no-cache --python .venv/bin/python --no-build-isolation --no-deps --editable .

FROM python:3.11-slim-bookworm
RUN apt-get update -q \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-noto-cjk fonts-morisawa-bizud-gothic fonts-morisawa-bizud-mincho \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin portal \
    && install -d -m 0700 -o portal -g portal /data
WORKDIR /srv/portal
COPY pyproject.toml Procfile ./
COPY migrations migrations
COPY templates templates
COPY blueprints blueprints
COPY portal portal
COPY --from=python /srv/portal/.venv .venv
COPY --from=assets /srv/portal/portal/static/dist portal/static/dist
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    PORTAL_DATA_DIR=/data \
    PORTAL_BIND=0.0.0.0:8000
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "portal/gunicorn.py", "portal.wsgi:app"]
