// Every property, and header values of every type that amqplib can send.
import amqp from 'amqplib';
import { check, uri } from './checks.mjs';

const connection = await amqp.connect(uri);
const channel = await connection.createConfirmChannel();
const { queue } = await channel.assertQueue('', { exclusive: true });

async function echo(options) {
    channel.sendToQueue(queue, Buffer.from('body'), options);
    await channel.waitForConfirms();
    return (await channel.get(queue, { noAck: true })).properties;
}

const ALL = {
    contentType: 'text/plain', contentEncoding: 'utf-8', deliveryMode: 2, priority: 5, correlationId: 'c', replyTo: 'r',
    expiration: '60000', messageId: 'm', timestamp: 1_700_000_000, type: 't', userId: 'guest', appId: 'a',
};
const got = await echo(ALL);
for (const [name, value] of Object.entries(ALL))
    check(`property ${name}`, got[name], value);

const HEADERS = {
    true: true, false: false, zero: 0, byte: 200, negative: -5, short: -30_000, int: 2 ** 31 - 1, long: 2 ** 40,
    'negative long': -(2 ** 40), double: 1.5, 'small double': -2.25, text: '파발', empty: '', null: null,
    bytes: Buffer.from([0, 255, 128]), list: [1, 'two', [null, 2.5], { four: 4 }], 'empty list': [],
    table: { a: { b: { c: [false] } } }, 'empty table': {}, long_text: 'x'.repeat(50_000),
};
const { headers } = await echo({ headers: HEADERS });
for (const [name, value] of Object.entries(HEADERS))
    check(`header ${name}`, headers[name], value);
check('no header is added', Object.keys(headers).sort(), Object.keys(HEADERS).sort());

const TYPED = {
    byte: { '!': 'byte', value: -7 }, unsignedbyte: { '!': 'unsignedbyte', value: 250 }, short: { '!': 'short', value: 300 },
    unsignedshort: { '!': 'unsignedshort', value: 60_000 }, int: { '!': 'int', value: 7 },
    unsignedint: { '!': 'unsignedint', value: 4_000_000_000 }, long: { '!': 'long', value: 7 },
    float: { '!': 'float', value: 0.5 }, double: { '!': 'double', value: 0.25 },
};
const typed = (await echo({ headers: TYPED })).headers;
for (const [name, { value }] of Object.entries(TYPED))
    check(`a header of type ${name}`, typed[name], value);

const time = { '!': 'timestamp', value: 1_700_000_000 };
const decimal = { '!': 'decimal', value: { digits: 314, places: 2 } };
check('a decimal and a time', (await echo({ headers: { decimal, time } })).headers, { decimal, time });
await connection.close();
