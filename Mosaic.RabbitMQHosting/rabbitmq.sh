# Runs rabbitmq-server ($1) with its files in a folder ($2) and an epmd of its own on $ERL_EPMD_PORT.
# "remove" as $3 removes the folder when the server has ended.
set -eu
umask 077
home=$2

# The lock is held until the last process of the server has ended, even when this shell was killed: two servers on the same data would
# damage it. A server whose AppHost was killed may still be stopping.
exec 9>"$home/lock"
flock -n 9 || { echo "Another RabbitMQ still uses $home: waiting up to 30 s for it to end."; flock -w 30 9; } || {
  echo "Another RabbitMQ still uses $home. Stop it (is another AppHost running?) and start this resource again." >&2
  exit 1
}

epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" -relaxed_command_check 9>&- >/dev/null 2>&1 &

# In a session of its own, so that it survives a kill of everything else: once the server has released the lock, it ends epmd, this one or
# one that the server started itself because none was found above, and cleans up.
(setsid flock "$home/lock" sh -c '
  for process in /proc/[0-9]*; do
    if [ "$(cat "$process/comm")" = epmd ] && tr "\0" "\n" <"$process/environ" | grep -qx "ERL_EPMD_PORT=$ERL_EPMD_PORT"; then kill "${process#/proc/}"; fi
  done
  [ "$2" != remove ] || rm -rf -- "$1"' sh "$home" "$3" 9>&- >/dev/null 2>&1 &)

exec "$1"
