// The least that it takes: the same bytes in the same window over zeromq, and the answers decoded. Its arguments are
// the master's address and a list of packages; it prints the seconds that the loop took.
import {decode, encode} from 'cborg'
import {readFileSync} from 'node:fs'
import {Dealer} from 'zeromq'

const WINDOW = 64

const [address, list] = process.argv.slice(2)
const names = readFileSync(list, 'utf8').trim().split('\n')
const socket = new Dealer({linger: 0})
socket.connect(address)
const started = performance.now()
let sent = 0
const send = () => socket.send(['', encode(['REBUILD', ['PROJECT', names[sent++]]])])
while (sent < Math.min(WINDOW, names.length)) await send()
for (let answered = 0; answered < names.length; answered++) {
  const [, body] = await socket.receive()
  const [answer] = decode(body)
  if (answer !== 'DONE') throw new Error(`answered ${answer}`)
  if (sent < names.length) await send()
}

console.log((performance.now() - started) / 1000)
socket.close()
