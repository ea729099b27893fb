/* eslint-disable n/no-process-exit, unicorn/no-process-exit -- a process of its own, ended on purpose */
// The process of an emulated master: takes orders over the channel of child_process.fork, and ends with its parent.
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs'

import type {Order, Report, StartOrder} from './orders.js'
import type {Held} from './writer.js'

import {MasterModel} from './model.js'
import {Recorder} from './record.js'
import {Server} from './server.js'

let server: Server | undefined

// A Ctrl-C at the terminal goes to every process there, and is meant for the client; the parent stops this one.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
process.on('message', obey)

async function obey(order: Order): Promise<void> {
  try {
    report({id: order.id, result: await carryOut(order)})
    // The answer to the last order goes out first; the parent waits for the end itself.
    if (order.name === 'stop') process.disconnect()
  } catch (error) {
    report({error: (error as Error).message, id: order.id})
  }
}

async function carryOut(order: Order): Promise<unknown> {
  if (order.name === 'start') return start(order.data)
  if (!server) throw new Error('not started')
  switch (order.name) {
    case 'count': {
      return server.received
    }

    case 'set': {
      return server.set(order.data)
    }

    case 'stop': {
      return server.close()
    }

    case 'until': {
      return server.until(order.data)
    }

    case 'untilWritten': {
      return server.writer.until(order.data)
    }

    case 'write': {
      for (const request of order.data) server.writer.write(request)
      return
    }

    case 'written': {
      return server.writer.written
    }
  }
}

async function start({address, behaviour, bufferFile, packages, packagesFile, record}: StartOrder): Promise<void> {
  const names =
    packagesFile === undefined ? packages : readFileSync(packagesFile, 'utf8').split(/\r?\n/).filter(Boolean)
  server = new Server({
    behaviour,
    die,
    model: new MasterModel(names),
    recorder: record === undefined ? undefined : new Recorder(record),
  })
  if (bufferFile !== undefined) keepBuffer(bufferFile, server)
  await server.bind(address)
  // Not awaited. A failure ends the process, and the parent shows it.
  server.serve().catch((error: Error) => die(error.message))
}

/** Takes up the buffer that an earlier master has left in a file, and leaves its own there at SIGTERM. */
function keepBuffer(file: string, master: Server): void {
  const {writer} = master
  if (existsSync(file)) {
    writer.takeUp(JSON.parse(readFileSync(file, 'utf8')) as Held[])
    rmSync(file)
  }

  process.on('SIGTERM', async () => {
    await writer.free()
    const held = writer.held()
    // What is answered is in the buffer by then, and nothing more is answered.
    master.close()
    writeFileSync(file, JSON.stringify(held))
    process.exit()
  })
}

function die(why: string): never {
  report({dying: why})
  process.exit(1)
}

function report(what: Report): void {
  process.send?.(what)
}
