# Runs a rabbitmq-server ($1) with a port mapper of its own.
# MOSAIC_RABBITMQ_HOME: its files. MOSAIC_RABBITMQ_KEEP: empty when they go with it.
set -eu
umask 077

# The lock is held until the last process of the server has ended, be this shell killed or not.
# A server of a run that was killed may still be on its way down; two on the same data would spoil it.
exec 9>"$MOSAIC_RABBITMQ_HOME/lock"
flock -n 9 || { echo "Waiting for the RabbitMQ that still uses $MOSAIC_RABBITMQ_HOME."; flock -w 30 9; } || { echo "It is still in use: end it first." >&2; exit 1; }

epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" -relaxed_command_check 9>&- >/dev/null 2>&1 &

# Nobody's child, so that it outlives us: gets the lock when the server is gone, and clears up.
(setsid flock "$MOSAIC_RABBITMQ_HOME/lock" sh -c 'kill "$1"; [ -n "$MOSAIC_RABBITMQ_KEEP" ] || rm -rf -- "$MOSAIC_RABBITMQ_HOME"' sh $! 9>&- >/dev/null 2>&1 &)

exec "$1"
