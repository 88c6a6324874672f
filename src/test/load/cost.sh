#!/usr/bin/env bash
# What a placed order costs, all in: processor time of the JVM and of PostgreSQL, write-ahead log, commits and statements.
# Run from the project's folder: src/test/load/cost.sh [jar], by default the jar of this tree. Nothing else is needed.
# WARM, ORDERS and RATE change the run: src/test/java/io/ordergate/load/OrderCost.java.
set -euo pipefail
cd "$(dirname "$0")/../../.."
mvn -B -q -Pquick -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/cost.classpath -Dmdep.includeScope=test
exec java -Dwarm="${WARM:-3000}" -Dorders="${ORDERS:-6000}" -Drate="${RATE:-100}" \
    -cp "target/test-classes:$(cat target/cost.classpath)" io.ordergate.load.OrderCost "${1:-target/ordergate.jar}"
