#!/usr/bin/env bash
# How much memory the service of the image has resident after many orders, with a small heap. Linux only.
# Run from the project's folder, with a JDK 25 and an empty PostgreSQL: JAVA=... DATABASE_URL=... src/test/load/memory.sh [options]
# The options are those of the JVM beside the image's, by default -Xmx256m. ORDERS is how many are placed.
set -euo pipefail
cd "$(dirname "$0")/../../.."
export JAVA=${JAVA:-java}
options=$PWD/src/main/docker
export $(sed -n 's/^ENV \(MALLOC.*\)/\1/p' Dockerfile)
mvn -B -q -Pquick -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/cost.classpath -Dmdep.includeScope=test
rm -rf target/start
"$JAVA" -Djarmode=tools -jar target/ordergate.jar extract --destination target/start > /dev/null
cp "$options/jvm.options" target/start
(cd target/start && bash "$options/aot-cache.sh" > cache.log)
unset DATABASE_URL
exec java -Dwarm=1 -Drate=0 -Dorders="${ORDERS:-100000}" \
    -Dservice="$JAVA @$PWD/target/start/jvm.options -XX:AOTCache=$PWD/target/start/app.aot -XX:AOTMode=on ${*:--Xmx256m}" \
    -cp "target/test-classes:$(cat target/cost.classpath)" io.ordergate.load.OrderCost target/start/ordergate.jar
