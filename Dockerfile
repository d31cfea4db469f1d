# One release of Debian for both stages: a program built on a newer one does not start on an older one.
FROM rust:1.95-slim-trixie AS build
WORKDIR /source
COPY . .
# What was compiled stays in the cache of the builder, so that an edit does not compile the libraries again.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/source/target \
    cargo build --release --locked --bin tongguan && cp target/release/tongguan /tongguan

FROM debian:trixie-slim
LABEL org.opencontainers.image.title="tongguan" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --create-home tongguan && mkdir /data && chown tongguan /data
COPY --from=build /tongguan /usr/local/bin/tongguan
# A program that does not start here is no image.
RUN tongguan --version
USER tongguan
VOLUME /data
EXPOSE 50051 50052 50053
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s CMD ["tongguan", "health"]
ENTRYPOINT ["tongguan"]
CMD ["serve", "--listen=0.0.0.0:50051", "--control=0.0.0.0:50052", "--listen-json=0.0.0.0:50053", "--insecure", "--data=/data"]
