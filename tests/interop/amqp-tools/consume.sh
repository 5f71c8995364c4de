#!/usr/bin/env bash
# amqp-consume runs a command for each message, and acknowledges it when the command succeeds.
source "$(dirname "$0")/checks.sh"

client amqp-declare-queue --queue="$name" >/dev/null
for number in 1 2 3 4 5; do
    client amqp-publish --routing-key="$name" --body="message $number;"
done
check "three messages are consumed" "message 1;message 2;message 3;" \
    "$(client amqp-consume --queue="$name" --count=3 --prefetch-count=1 cat)"
check "the others stay" "message 4;" "$(get "$name")"
check "consuming without acknowledgements" "message 5;" "$(client amqp-consume --queue="$name" --count=1 --no-ack cat)"

# A queue of its own, bound to an exchange: its name is announced on standard error when it is ready.
client amqp-consume --exchange=amq.topic --routing-key="$name.#" --count=2 cat >"$name.out" 2>"$name.err" &
consumer=$!
trap 'rm -f "$name.out" "$name.err"' EXIT
for attempt in {1..100}; do
    grep -q 'Server provided queue name' "$name.err" && break
    sleep 0.05
done
# The name is printed before the queue is bound, so what is published first may come too early.
for attempt in {1..100}; do
    kill -0 "$consumer" 2>/dev/null || break
    client amqp-publish --exchange=amq.topic --routing-key="$name.a.b" --body="routed;"
    client amqp-publish --exchange=amq.topic --routing-key="other.$name" --body="astray;"
    sleep 0.02
done
wait "$consumer" || fail "amqp-consume ended with status $?: $(cat "$name.err")"
check "a binding of its own brings what matches" "routed;routed;" "$(cat "$name.out")"
client amqp-delete-queue --queue="$name" >/dev/null
