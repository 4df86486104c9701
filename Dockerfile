# The wheel is made from the checkout, its dependencies come from the lock file, and neither pip's cache nor a compiler
# reaches the image that runs.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/concordance
COPY requirements.lock ./
RUN /opt/concordance/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md LICENSE alembic.ini ./
COPY app ./app
COPY ontology ./ontology
COPY shapes ./shapes
COPY alembic ./alembic
RUN /opt/concordance/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Concordance" org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin concordance \
    && install -d -o concordance -g concordance -m 0750 /data
COPY --from=build /opt/concordance /opt/concordance
ENV PATH=/opt/concordance/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CONCORDANCE_DATA_DIR=/data
USER concordance
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["concordance", "serve", "--host", "0.0.0.0", "--port", "8000"]
