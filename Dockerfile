# One image for the web server, the worker and the clock; what it does is told when it is started.
FROM python:3.13-slim-trixie

# Of what a container writes, nothing but /tmp is there: so too what is remembered of fonts.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp
WORKDIR /unisono

# WeasyPrint makes PDFs with these.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libharfbuzz-subset0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/*

COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

# .dockerignore names what may come along.
COPY . ./

# Translations are compiled, and static files get names that tell their content. The settings want
# the three variables; nothing is kept of them and nothing is connected to.
RUN pybabel -q compile -D django -d locale \
 && pybabel -q compile -D django -d locale/libraries \
 && pybabel -q compile -D djangojs -d locale/libraries \
 && mkdir staticfiles \
 && SECRET_KEY=build DATABASE_URL=postgres:///build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput -v 0 \
 && python -m compileall -q . \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin unisono

USER unisono
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "portal.wsgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--log-level", "warning", \
     "--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers"]
