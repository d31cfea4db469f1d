FROM rust:1.95-slim AS build
WORKDIR /source
COPY . .
RUN cargo build --release --locked --bin tongguan

FROM debian:bookworm-slim
RUN useradd --system --create-home tongguan && mkdir /data && chown tongguan /data
COPY --from=build /source/target/release/tongguan /usr/local/bin/tongguan
USER tongguan
ENTRYPOINT ["tongguan"]
