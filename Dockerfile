# syntax=docker/dockerfile:1
# A sandbox in a container: built from these sources, run as nobody in particular, kept in /data.

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /tmp \
  && mkdir -p /app /data && tar -xzf /tmp/kirim-sandbox-*.tgz -C /app --strip-components 1

FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=build /app /app
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
ENV KIRIM_SANDBOX_HOST=0.0.0.0 \
  KIRIM_CONTROL_URL=http://127.0.0.1:3000/_sandbox \
  KIRIM_SANDBOX_PORT=3000 \
  KIRIM_SANDBOX_DATA=/data
EXPOSE 3000
VOLUME /data
# Whoever listens beyond loopback needs a token: set KIRIM_SANDBOX_CONTROL_TOKEN.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
  CMD ["/nodejs/bin/node", "/app/bin/kirim-sandbox.js", "wait", "--timeout", "4s"]
ENTRYPOINT ["/nodejs/bin/node", "/app/bin/kirim-sandbox.js"]
CMD ["start", "--no-tui"]
