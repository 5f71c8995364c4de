# What the shell scripts share: the broker's address, and checks that say what they look at.
set -euo pipefail
uri=${1:?usage: $0 amqp://guest:guest@127.0.0.1:5672/%2F}
name="interop-tools-$$-$RANDOM"

fail() {
    echo "FAILED: $*"
    exit 1
}

# check WHAT EXPECTED ACTUAL
check() {
    [[ $2 == "$3" ]] || fail "$1: expected '$2', got '$3'"
    echo "ok: $1"
}

# Each call of a client has its own deadline, so that a broker that doesn't answer fails the check.
client() {
    local tool=$1
    shift
    timeout 8 "$tool" --url="$uri" "$@"
}

# An error ends a tool with status 1 and the broker's text on standard error: refused WHAT TEXT TOOL ARGUMENTS...
refused() {
    local what=$1 text=$2 output
    shift 2
    if output=$(client "$@" 2>&1 </dev/null); then
        fail "$what: not refused"
    fi
    [[ $output == *"$text"* ]] || fail "$what: expected '$text' in '$output'"
    echo "ok: $what"
}

# The tools publish without confirms, so a message may come a moment later.
get() {
    local attempt
    for attempt in {1..80}; do
        client amqp-get --queue="$1" && return
        sleep 0.05
    done
    fail "no message came to $1"
}
