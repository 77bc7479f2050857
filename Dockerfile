# The gateway as an image without a shell, package manager or root. docs/deployment.md says how to run it.
ARG NODE_IMAGE=docker.io/library/node:24-trixie-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# The modules are JavaScript: the builder's own platform builds them for every platform.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY tools/node ./tools/node
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json schema.graphql ./
COPY src ./src
# The SDK of OpenTelemetry is a development dependency of the package. The image has it, in the version of the lockfile.
RUN npm run build --ignore-scripts \
  && sdk=$(node -p "require('./package.json').devDependencies['@opentelemetry/sdk-node']") \
  && npm pkg delete "devDependencies.@opentelemetry/sdk-node" \
  && npm pkg set "dependencies.@opentelemetry/sdk-node=$sdk" \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${RUNTIME_IMAGE}
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY package.json schema.graphql LICENSE ./
COPY bin ./bin
COPY --from=build /app/dist ./dist
ARG VERSION=
ARG REVISION=
LABEL org.opencontainers.image.title="kommunicate-graphql" \
  org.opencontainers.image.description="A GraphQL gateway in front of the Kommunicate customer-chat REST API" \
  org.opencontainers.image.source="https://github.com/kommunicate-graphql/kommunicate-graphql" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production HOST=0.0.0.0
# A port of its own: the public port answers 404 for /metrics. Prometheus reaches it only by the address of the container.
ENV METRICS_PORT=9464 METRICS_HOST=0.0.0.0
# By number: Kubernetes cannot tell that a name is not root.
USER 65532
EXPOSE 4000 9464
# Node refuses these flags in NODE_OPTIONS. The heap stays below the memory limit of the container, so V8 collects before
# the kernel kills.
ENTRYPOINT ["/nodejs/bin/node", "--min-semi-space-size=16", "--max-old-space-size-percentage=70", "bin/kommunicate-graphql.cjs"]
