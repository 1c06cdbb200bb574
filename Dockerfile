FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

WORKDIR /app

# The dependencies first: they are built again only when a lock file has changed.
COPY requirements.lock requirements-fast.lock ./
RUN pip install --require-hashes -r requirements.lock -r requirements-fast.lock

COPY pyproject.toml README.md ./
COPY loaders loaders
COPY etl etl
COPY movie_graph movie_graph
RUN pip install --no-deps --no-build-isolation .

# var/ takes what the server and a load write: the embedded database, the rejects.
RUN useradd --system movie_graph && install --directory --owner=movie_graph var
USER movie_graph

ENV MOVIE_GRAPH_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)"]

ENTRYPOINT ["movie-graph"]
CMD ["serve"]
