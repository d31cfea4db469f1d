#!/bin/sh
# A parcel from order to 899, with nothing but curl: the JSON listener takes every call as a POST.
#
#     tongguan serve --ephemeral                      # in another terminal
#     examples/curl/parcel.sh 127.0.0.1:50053         # the address under "json" in the ready line
#
# TONGGUAN_API_KEY holds a key, where the server asks for one (docs/identity.md).
# The documents are those of examples/documents. Each run is in a sandbox of its own, so the same documents are new again.
set -eu
address=${1:-127.0.0.1:50053}
sandbox=curl-$$-$(date +%s)
cd "$(dirname "$0")/../documents"

# call SERVICE/METHOD < REQUEST
call() {
    curl --silent --show-error --fail-with-body ${TONGGUAN_API_KEY:+"-Hauthorization: Bearer $TONGGUAN_API_KEY"} \
        --data-binary @- "http://$address/tongguan.$1"
}

# submit DOCUMENT…: settle lets the answer wait until nothing more happens by itself; the outcome leaves nothing to chance.
submit() {
    {
        printf '{"sandbox": "%s", "settle": true, "outcome": "OUTCOME_RELEASE", "documents": [' "$sandbox"
        cat "$1.json"
        shift
        for document in "$@"; do
            printf ','
            cat "$document.json"
        done
        printf ']}'
    } | call intake.v1.DeclarationIntake/SubmitDocuments > "$answer"
    if grep -q '"refused"' "$answer"; then
        cat "$answer" >&2
        exit 1
    fi
}

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# The papers go together; the goods arrive when those are reviewed, and leave when they are released.
submit 1-303-order 2-403-payment 3-505-waybill 4-603-declaration
submit 5-507-arrival
submit 6-509-departure

printf '{"sandbox": "%s", "page_size": 500}' "$sandbox" | call exchange.v1.ClearanceExchange/ListReceipts > "$answer"
# One line for each receipt; a program of yours would read the JSON.
tr -d '\n' < "$answer" | grep -o '"document_id": *[0-9]*\|"return_code": *[0-9]*\|"meaning_zh": *"[^"]*"' |
    cut -d: -f2 | paste -d' ' - - -
grep -q '"return_code": *899' "$answer"
