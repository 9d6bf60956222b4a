#!/usr/bin/env bash
# Start-up of ./hindcast: medians of wall and CPU seconds over some runs of each command on a small evidence folder.
#
#   src/bench/start-up.sh EVIDENCE_DIR [RUNS]
#
# What the launcher prepares is taken away piece by piece, so that what each is worth shows in the same minutes.
set -eu
evidence=$1
runs=${2:-5}
home=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measured NAME COMMAND...
measured() {
    local name=$1 run TIMEFORMAT='%R %U %S'
    shift
    for ((run = 0; run < runs; run++)); do
        { time "$@" > /dev/null 2>&1; } 2>> "$work/$name"
    done
    for column in '$1' '$2 + $3'; do
        awk "{ print $column }" "$work/$name" | sort -n | sed -n "$(((runs + 1) / 2))p"
    done | xargs printf "%-44s %6.2f s wall %6.2f s CPU\n" "$name"
}

# As the launcher would without what it has prepared: the jar with its libraries as they came.
bare() {
    java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$home/target/quick/hindcast.jar" "$@"
}

launched() {
    "$home/hindcast" "$@"
}

no_archive() {
    HINDCAST_JAVA_OPTS="-XX:SharedArchiveFile=$(java -XshowSettings:properties -version 2>&1 |
        sed -n 's/ *java.home = //p')/lib/server/classes.jsa" launched "$@"
}

no_rules() {
    HINDCAST_JAVA_OPTS=-Dhindcast.rules=/nonexistent/rules launched "$@"
}

launched reconstruct -q "$evidence" -o "$work/region.db" > "$work/summary"
set -- $(sed -n 's/^Region \([^,]*\), .* to \([^ ]*\) (horizon)$/\1 \2/p' "$work/summary" | head -n 1)
explain=(explain "$work/region.db" --region "$1" --series available --resource nodes --at "$2")
measured help launched --help
measured explain launched "${explain[@]}"
measured export launched export "$work/region.db" series
for way in launched no_archive no_rules bare; do
    measured "reconstruct-$way" "$way" reconstruct -q "$evidence" -o "$work/region.db"
done
