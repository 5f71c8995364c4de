#!/usr/bin/env bash
# One queue's life, from declaring to deleting, and what the tools say about errors.
source "$(dirname "$0")/checks.sh"

check "a queue is declared by name" "$name" "$(client amqp-declare-queue --queue="$name")"
check "declaring it again succeeds" "$name" "$(client amqp-declare-queue --queue="$name")"
refused "declaring it durable" "inequivalent arg 'durable' for queue '$name' in vhost '/'" amqp-declare-queue --queue="$name" -d
client amqp-get --queue="$name" && fail "there was a message in a new queue"
echo "ok: get from an empty queue says so by its status"

client amqp-publish --routing-key="$name" --body="one"
check "a body from the command line" "one" "$(get "$name")"
printf 'two\nlines' | client amqp-publish --routing-key="$name" --content-type=text/plain --persistent
check "a body from standard input" $'two\nlines' "$(get "$name")"
head -c 1000000 /dev/urandom | base64 -w 0 >"$name.tmp"
trap 'rm -f "$name.tmp"' EXIT
client amqp-publish --routing-key="$name" <"$name.tmp"
check "a body of more than a megabyte" "$(md5sum <"$name.tmp")" "$(get "$name" | md5sum)"

for number in 1 2 3; do
    printf '%s' "$number" | client amqp-publish --routing-key="$name"
done
check "messages come in order" "123" "$(get "$name")$(get "$name")$(get "$name")"

client amqp-publish --routing-key="$name" --body="dropped"
check "one wait until it is there" "dropped" "$(get "$name")"
refused "publishing to a missing exchange" "NOT_FOUND - no exchange '$name' in vhost '/'" \
    amqp-publish --exchange="$name" --routing-key=k --body=x
check "deleting tells how many messages there were" "0" "$(client amqp-delete-queue --queue="$name")"
refused "get from a deleted queue" "NOT_FOUND - no queue '$name' in vhost '/'" amqp-get --queue="$name"
uri=${uri/guest:guest@/guest:wrong@}
refused "a wrong password" "ACCESS_REFUSED" amqp-get --queue="$name"
