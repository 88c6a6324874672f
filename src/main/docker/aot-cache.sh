#!/usr/bin/env bash
# Makes app.aot, the ahead-of-time cache of the JVM, beside the ordergate.jar of this folder. The service starts on the database of
# DATABASE_URL, which is empty, serves an order as in a production, and is stopped: what the JVM has loaded, linked and learnt by then
# is in the cache. The Dockerfile runs it, and so does AotCacheIT. The options of the JVM are in jvm.options, beside the jar.
set -euo pipefail

export ENVIRONMENT=test PORT="${PORT:-8080}" MANAGEMENT_PORT="${MANAGEMENT_PORT:-8081}" OTP_TEST_NUMBERS=+8801700000001:424242
"${JAVA:-java}" @jvm.options -XX:AOTCacheOutput=app.aot -Xlog:aot=error -jar ordergate.jar &
service=$!
trap 'kill -9 "$service" 2> /dev/null || true' EXIT

# Status line and body of a call: port, method, path, body.
call() {
    exec 3<> "/dev/tcp/127.0.0.1/$1" || return 1
    printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "$2" "$3" "${#4}" "$4" >&3
    cat <&3
    exec 3>&-
}

until [[ $(call "$MANAGEMENT_PORT" GET /actuator/health/readiness '' 2> /dev/null) == *'"UP"'* ]]; do
    kill -0 "$service"
    sleep 0.2
done
for _ in 1 2 3; do
    call "$PORT" POST /api/v1/orders/initiate '{"phone_number": "+8801700000002", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi",
        "payment_method": "cash_on_delivery", "items": [{"title": "Lalsalu", "unit_price": "450.00", "quantity": 2}]}' > /dev/null
    started=$(call "$PORT" POST /api/v1/orders/initiate '{"phone_number": "+8801700000001", "customer_name": "Rahim", "address": "House 7, Road 3, Dhanmondi",
        "payment_method": "cash_on_delivery", "items": [{"title": "Lalsalu", "unit_price": "450.00", "quantity": 2}]}')
    [[ $started =~ \"session_token\":\"([^\"]+)\" ]]
    placed=$(call "$PORT" POST /api/v1/orders/verify "{\"session_token\": \"${BASH_REMATCH[1]}\", \"pin_code\": \"424242\"}")
    [[ $placed == 'HTTP/1.1 201'* ]]
done
call "$MANAGEMENT_PORT" GET /actuator/prometheus '' > /dev/null

kill "$service"
wait "$service" || [ $? = 143 ]
trap - EXIT
[ -s app.aot ]
