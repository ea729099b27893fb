/* eslint-disable n/no-process-exit, unicorn/no-process-exit -- a process of its own, ended on purpose */
// The process of an emulated master: receives orders over the channel of child_process.fork, and ends with its parent.
import {readFileSync, rmSync} from 'node:fs'

import type {Order, Report, StartOrder} from './orders.js'

import {MasterModel} from './model/model.js'
import {Recorder} from './record.js'
import {Server} from './server.js'
import {restoreBuffer, storeBuffer} from './writer/buffer-file.js'

let server: Server | undefined
let started: StartOrder | undefined

// Ctrl-C at the terminal reaches this process, too, but is meant for the client; the parent stops this one.
process.on('SIGINT', () => {})
process.on('SIGTERM', terminate)
process.on('disconnect', () => process.exit())
process.on('message', obey)

async function obey(order: Order): Promise<void> {
  try {
    report({id: order.id, result: await execute(order)})
    // After the result was sent; the parent waits for the end.
    if (order.name === 'stop') process.disconnect()
  } catch (error) {
    report({error: (error as Error).message, id: order.id})
  }
}

async function execute(order: Order): Promise<unknown> {
  if (order.name === 'start') return start(order.data)
  if (!server) throw new Error('not started')
  switch (order.name) {
    case 'count': {
      return server.received.count
    }

    case 'set': {
      return server.set(order.data)
    }

    case 'stop': {
      return server.close()
    }

    case 'until': {
      return server.received.until(order.data)
    }

    case 'untilWritten': {
      return server.writer.written.until(order.data)
    }

    case 'write': {
      for (const request of order.data) server.writer.write(request)
      return
    }

    case 'written': {
      return server.writer.written.count
    }
  }
}

async function start(order: StartOrder): Promise<void> {
  const {address, behaviour, bufferFile, packages, packagesFile, record} = order
  const names =
    packagesFile === undefined ? packages : readFileSync(packagesFile, 'utf8').split(/\r?\n/).filter(Boolean)
  server = new Server({
    behaviour,
    model: new MasterModel(names),
    recorder: record === undefined ? undefined : new Recorder(record),
    refuse: die,
  })
  await server.bind(address)
  started = order
  if (bufferFile !== undefined && behaviour.writingSpeed !== undefined) server.writer.restore(restoreBuffer(bufferFile))
  // Not awaited. A failure ends the process, and the parent reports it.
  server.serve().catch((error: Error) => die(error.message))
}

async function terminate(): Promise<void> {
  const left = await server?.finish()
  if (left && started?.bufferFile !== undefined) storeBuffer(started.bufferFile, left)
  if (started) rmSync(started.address.slice('ipc://'.length), {force: true})
  process.exit()
}

function die(why: string): never {
  report({dying: why})
  process.exit(1)
}

function report(what: Report): void {
  process.send?.(what)
}
