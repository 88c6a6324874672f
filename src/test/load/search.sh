#!/usr/bin/env bash
# How long searches of orders take, by the planner's own choice and as the service runs them. Starts its own PostgreSQL.
# Run from the project's folder: src/test/load/search.sh. ROWS (1,000,000) is the number of orders.
set -euo pipefail
cd "$(dirname "$0")/../../.."
mvn -B -q -Pquick test-compile dependency:build-classpath -Dmdep.outputFile=target/search.classpath -Dmdep.includeScope=test
exec java -Drows="${ROWS:-1000000}" -cp "target/test-classes:target/classes:$(cat target/search.classpath)" io.ordergate.load.OrderSearches
