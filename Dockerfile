# syntax=docker/dockerfile:1

FROM --platform=$BUILDPLATFORM maven:3.9-eclipse-temurin-17 AS build
ARG REVISION=unknown
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Pquick package -Dmaven.test.skip=true -Dgit.commit="$REVISION" \
    && java -Djarmode=tools -jar target/ordergate.jar extract --layers --destination target/layers

FROM eclipse-temurin:25-jre AS service
RUN groupadd --gid 10001 ordergate \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin ordergate
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
COPY src/main/docker/jvm.options ./

# The cache holds for this JVM, these jars with these modification times, and these options. Where one differs the JVM says so and
# starts without it; so it does with ZGC, compact headers or a heap over 32 GB. It is made by a service that runs on a PostgreSQL of
# this stage: nothing of either is in the image but the cache, and no secret is in that.
FROM service AS cache
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql
COPY src/main/docker/aot-cache.sh ./
RUN --mount=type=tmpfs,target=/tmp \
    bin=$(echo /usr/lib/postgresql/*/bin) \
    && su postgres -c "$bin/initdb -D /var/lib/postgresql/database -A trust -E UTF8 --locale=C.UTF-8" \
    && su postgres -c "$bin/pg_ctl -D /var/lib/postgresql/database -o '-k /var/lib/postgresql' -l /var/lib/postgresql/log -w start" \
    && DATABASE_URL=postgresql://postgres@127.0.0.1:5432/postgres bash aot-cache.sh \
    && su postgres -c "$bin/pg_ctl -D /var/lib/postgresql/database -m immediate stop"

FROM service
COPY --from=cache /app/app.aot ./

USER 10001:10001

# A container listens to whom it is connected with: publish 8080 to the proxy, and 8081, which has /actuator, to nobody outside.
ENV ENVIRONMENT=production MANAGEMENT_PORT=8081 MANAGEMENT_HOST=0.0.0.0
EXPOSE 8080 8081

# The image has neither curl nor wget. The query goes through bash, which opens the connection itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${MANAGEMENT_PORT:-8081} && printf 'GET /actuator/health/readiness HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# What the container takes at most, of its 2 GB: heap 820 MB, buffers of the network in the JVM 320 MB (4,000 connections with 64 KB
# each, and as much again for providers and the database), the kernel's own buffers of these connections 270 MB (33 KB for each
# direction, measured), classes 256 MB, compiled code 128 MB, stacks of some 60 threads 60 MB, the collector's own tables and the
# libraries 130 MB: 1984 MB. Where the container is smaller, lower CONNECTIONS with it.
# Further JVM options go into JDK_JAVA_OPTIONS, such as -Xmx256m.
# The compiler takes its memory in pieces of 32 KB: each as a mapping of its own, it goes back as soon as it is free.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=28672
ENTRYPOINT ["java", "@jvm.options", "-XX:AOTCache=app.aot", "-jar", "ordergate.jar"]

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Ordergate" \
      org.opencontainers.image.description="Phone-verified ordering: an order becomes real when the texted code comes back." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
