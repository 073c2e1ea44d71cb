import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import t from 'tap'
import { outbound } from '../src/http/outbound.ts'
import { isPublicAddress } from '../src/http/public-address.ts'
import { somebodyOutside } from './helpers/world.ts'

const soon = { method: 'GET', within: 5000 } as const

t.test('nobody inside is called, however the address is written (S8: what is called out to)', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const call = outbound([])
  const loopback = [
    ...['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '0177.0.0.1', '127.0.0.1.', '127.8.9.10'],
    ...['0.0.0.0', '0', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', 'user:word@127.0.0.1', 'localhost', 'LOCALHOST'],
    ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]'],
    ...['[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[::ffff:0:127.0.0.1]', '[2001::7f00:1]', '[2a00:1::5efe:7f00:1]'],
  ]
  for (const host of loopback) {
    await t.rejects(call(`http://${host}:${trap.port}/`, soon), /is not on the public internet/, host)
    await t.rejects(call(`https://${host}:${trap.port}/`, soon), /is not on the public internet/, `${host}, encrypted`)
  }
  for (const url of [`ftp://127.0.0.1:${trap.port}/`, 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1'])
    await t.rejects(call(url, soon), /is no way to call out/, url)
  t.equal(trap.callers(), 0, 'the trap has not even seen a connection')

  const inside = [
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.100.100.200', '169.254.169.254', '168.63.129.16'],
    ...['192.0.0.192', '198.18.0.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '192.0.2.1', '203.0.113.9', '0.1.2.3'],
    ...[
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      'fec0::1',
      '100::1',
      '2001:db8::1',
      '3fff::1',
      '5f00::1',
      'nobody',
      '',
    ],
  ]
  for (const address of inside) t.notOk(isPublicAddress(address), `“${address}” is inside`)
  for (const address of ['1.1.1.1', '93.184.216.34', '172.32.0.1', '192.0.78.9', '2606:4700::1111', '2a00:1450:4001:80b::200e'])
    t.ok(isPublicAddress(address), `${address} is outside`)
})

t.test('a name is looked up once for a connection, and what was checked is what is connected to', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const nowhere = { address: '3ffe::1', family: 6 }
  const here = { address: '127.0.0.1', family: 4 }
  const known: LookupAddress[][] = [[nowhere], [here], [nowhere, here], []]
  let asked = 0
  const turning = ((_name, options, done) => {
    const found = known[asked++]!
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  }) as LookupFunction
  const call = outbound([], turning)
  const url = `http://rebinding.example:${trap.port}/`

  const first = await call(url, { ...soon, within: 300 }).catch((error: Error) => error.message)
  t.notMatch(first, /public internet/, 'an address outside may be connected to, though nobody is there')
  t.equal(asked, 1, 'and it was not looked up once more')
  for (const _ of known.slice(1)) await t.rejects(call(url, soon), /rebinding.example is not on the public internet/)
  t.equal(asked, known.length)
  t.equal(trap.callers(), 0)
})

t.test('what is trusted may be called by its host and port; nobody leads elsewhere, keeps us waiting or talks without end', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const trusted = await somebodyOutside(t, ({ url }, response) => {
    if (url === '/redirect') return response.writeHead(302, { location: trap.url }).end()
    if (url === '/endless') return response.write('x'.repeat(65_537))
    if (url === '/slow') return response.write('x')
    if (url !== '/silent') response.writeHead(418, { 'x-told': 'yes' }).end('short and stout')
  })
  const call = outbound([trusted.host])
  t.match(await call(`${trusted.url}/tea`, { method: 'POST', body: 'tea', headers: { 'x-asked': 'yes' }, within: 5000 }), {
    status: 418,
    headers: { 'x-told': 'yes' },
    text: 'short and stout',
  })
  t.match(trusted.heard, [{ method: 'POST', url: '/tea', body: 'tea', headers: { 'x-asked': 'yes' } }])
  await t.rejects(call(`${trusted.url}/redirect`, soon), /leads elsewhere \(302\)/)
  await t.rejects(call(`${trusted.url}/endless`, soon), /exceeded/)
  await t.rejects(call(`${trusted.url}/slow`, { ...soon, within: 50 }), /timeout/)
  await t.rejects(call(`${trusted.url}/silent`, { ...soon, within: 50 }), /timeout/)
  await t.rejects(call(`${trusted.url}/silent`, { ...soon, stopping: AbortSignal.abort() }), /aborted/)
  await t.rejects(call(trap.url, soon), /public internet/, 'the same host with another port is another target')
  t.equal(trap.callers(), 0)
})
