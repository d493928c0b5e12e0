# The daemon as a container image: built in one stage, run in another that holds no compiler.
FROM debian:12-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends cmake ninja-build gcc libc6-dev pkg-config libevent-dev libpq-dev \
        libjansson-dev libxml2-dev libssl-dev zlib1g-dev libzstd-dev libxxhash-dev libxlsxwriter-dev libcsv-dev libseccomp-dev libunistring-dev libcurl4-openssl-dev \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
WORKDIR /src
RUN cmake --preset release && cmake --build --preset release --target tongbid tongbi tongbi-reader

FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl libcurl4 libcsv3 libevent-core-2.1-7 \
        libevent-extra-2.1-7 libjansson4 libpq5 libseccomp2 libssl3 libunistring2 libxlsxwriter4 libxml2 zlib1g libzstd1 libxxhash0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --home-dir / --no-create-home --shell /usr/sbin/nologin tongbi
COPY --from=build /src/build/release/bin/tongbid /src/build/release/bin/tongbi /src/build/release/bin/tongbi-reader /usr/local/bin/
COPY docker/entrypoint.sh /usr/local/bin/tongbi-entrypoint
USER tongbi
ENV TONGBI_LISTEN_ADDRESS=0.0.0.0 TONGBI_LISTEN_PORT=8420
EXPOSE 8420
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["curl", "-fs", "-o", "/dev/null", "http://127.0.0.1:8420/readyz"]
ENTRYPOINT ["tongbi-entrypoint"]
CMD ["serve"]
