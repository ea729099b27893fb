#!/bin/sh
# write-file-atomic replaces a good file by the first part of the new text, and reports success, when the system writes
# less than it was given: at a limit of the file size (`ulimit -f`, `LimitFSIZE=` of systemd), and on a disk that
# has room for a part only. Its name promises the old file or the new one.
#
# Versions: write-file-atomic 7.0.1, Node.js 20. Source: lib/index.js of the package, where `writeFileSync`
# calls `fs.writeSync` once and does not look at the number of bytes that it returns. Node.js's own `fs.writeFileSync`
# goes on until everything is written, and fails with EFBIG or ENOSPC.
#
# A checkpoint written so would be lost at the very moment when it is needed.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts write-file-atomic@7.0.1

cat > write.cjs <<'PROGRAM'
const [, , how, file] = process.argv
const write = how === 'node' ? require('node:fs').writeFileSync : require('write-file-atomic').sync
// Otherwise the signal for a file that is too large ends the process.
process.on('SIGXFSZ', () => {})
try {
  write(file, 'x'.repeat(100_000))
  console.log('success')
} catch (error) {
  console.log(error.code)
}
PROGRAM

echo 'old and whole' > file
# In blocks of 512 or 1,024 bytes: less than the text in either case.
atomic=$(ulimit -f 32 && node write.cjs atomic file)
size=$(wc -c < file)
plain=$(ulimit -f 32 && node write.cjs node other)
echo "write-file-atomic: $atomic, and the file has $size of 100,000 bytes"
echo "fs.writeFileSync:  $plain"
[ "$atomic" = success ] && [ "$size" -gt 20 ] && [ "$size" -lt 100000 ] && [ "$plain" = EFBIG ] || {
  echo 'This has changed.'
  exit 1
}
