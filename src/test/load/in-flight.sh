#!/usr/bin/env bash
# Many codes on their way to a provider that answers late: how many calls get which status, and when.
# Run from the project's folder: src/test/load/in-flight.sh [jar]. SENDS, LATENCY and RAMP (milliseconds) change the run; settings of
# the service come from the environment: README.md in this folder.
set -euo pipefail
cd "$(dirname "$0")/../../.."
ulimit -n "$(ulimit -Hn)"
mvn -B -q -Pquick -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/cost.classpath -Dmdep.includeScope=test
exec java -Dsends="${SENDS:-10000}" -Dlatency="${LATENCY:-2000}" -Dramp="${RAMP:-0}" \
    -cp "target/test-classes:$(cat target/cost.classpath)" io.ordergate.load.SendsInFlight "${1:-target/ordergate.jar}"
