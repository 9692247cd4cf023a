# syntax=docker/dockerfile:1
# The site and its migrations, built from the sources beside this file: docker build -t kuberocks .
# Or over what was built elsewhere: docker build -t kuberocks --target prebuilt -f Dockerfile .output
# The Node that the project is tested with, on Debian; scripts/check-image.ts builds it where there is no registry to have this from.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS runtime
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Kuberocks" \
      org.opencontainers.image.description="A publishing site in one Nuxt deployment, over a Postgres primary and its replicas" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
# By number, so that Kubernetes can see that it is not root. Nothing here is theirs, and nothing is written to.
USER 65532:65532
EXPOSE 3000
# Node itself handles SIGTERM and starts no other process: there is nothing for an init to do.
STOPSIGNAL SIGTERM
CMD ["node", "server/index.mjs"]

# The context is the build itself, the one that was tested.
FROM runtime AS prebuilt
COPY . ./

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY . .
RUN npm ci
# The same as on the labels above: there is no git here to ask.
ARG VERSION=0.0.0
ARG REVISION=unknown
RUN KUBEROCKS_VERSION="${VERSION}" KUBEROCKS_REVISION="${REVISION}" npm run build
# What it was made of, with versions, checksums and licences: CycloneDX, as scanners read it.
RUN npm sbom --package-lock-only --sbom-format cyclonedx > .output/sbom.cdx.json

FROM runtime
COPY --from=build /src/.output ./
