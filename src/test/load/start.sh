#!/usr/bin/env bash
# What a start as in the image takes until readiness: time, processor time and resident memory, several times in turn. Linux only.
# Run from the project's folder, with a JDK 25 and an empty PostgreSQL: JAVA=... DATABASE_URL=... src/test/load/start.sh [times]
set -euo pipefail
cd "$(dirname "$0")/../../.."
export JAVA=${JAVA:-java} ENVIRONMENT=test PORT=${PORT:-8080} MANAGEMENT_PORT=${MANAGEMENT_PORT:-8081}
options=$PWD/src/main/docker
export $(sed -n 's/^ENV \(MALLOC.*\)/\1/p' Dockerfile)
mvn -B -q -Pquick package -Dmaven.test.skip=true
rm -rf target/start
"$JAVA" -Djarmode=tools -jar target/ordergate.jar extract --destination target/start > /dev/null
cp "$options/jvm.options" target/start
cd target/start
bash "$options/aot-cache.sh" > cache.log
for _ in $(seq "${1:-5}"); do
    began=$(date +%s%N)
    "$JAVA" @jvm.options -XX:AOTCache=app.aot -jar ordergate.jar > start.log &
    service=$!
    until { exec 3<> "/dev/tcp/127.0.0.1/$MANAGEMENT_PORT"; } 2> /dev/null \
        && printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3 \
        && read -r _ status _ <&3 && [ "$status" = 200 ]; do
        kill -0 "$service"
        sleep 0.05
    done
    printf '%.2f s, processor %s s, resident %s MiB\n' "$((($(date +%s%N) - began) / 10000000))e-2" \
        "$(awk '{ print ($14 + $15) / 100 }' "/proc/$service/stat")" "$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$service/status")"
    kill "$service"
    wait "$service" || true
done
