# Ends what an AppHost started and removes its temporary folder, once the AppHost is gone, however it went.
# $1: the environment entry, NAME=value, that every process of the run carries; a daemon of a daemon still has it.
# $2: the temporary folder of the run.
# Standard input is a pipe that only the AppHost holds open: its end is the AppHost's end.
trap '' HUP INT QUIT TERM
exec >/dev/null 2>&1
cat

marked() { grep -lszxF -e "$1" /proc/[0-9]*/environ | cut -d/ -f3; }

signal=TERM
tries=0
while pids=$(marked "$1") && [ -n "$pids" ]; do
    kill -s "$signal" $pids
    signal=0
    tries=$((tries + 1))
    # 5 s to end by themselves, then no more asking; whoever is born in between is met in the next round.
    [ "$tries" -gt 50 ] && signal=KILL
    [ "$tries" -gt 150 ] && break
    sleep 0.1
done
rm -rf -- "$2"
