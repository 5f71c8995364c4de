// Refusals, with RabbitMQ's codes and texts, as amqplib reports them.
import amqp from 'amqplib';
import { check, fail, refused, unique, uri } from './checks.mjs';

const connection = await amqp.connect(uri);
const missing = unique('missing');
const name = unique('errors');
const channel = await connection.createChannel();
await channel.assertQueue(name, { exclusive: true, durable: false });

await refused('a missing queue', connection, 404, `NOT_FOUND - no queue '${missing}' in vhost '/'`,
    (each) => each.checkQueue(missing));
await refused('a missing exchange', connection, 404, `NOT_FOUND - no exchange '${missing}' in vhost '/'`,
    (each) => each.publish(missing, '', Buffer.from('')));
await refused('another length limit', connection, 406,
    `PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue '${name}' in vhost '/': received the value '9'`
    + " of type 'byte' but current is none",
    (each) => each.assertQueue(name, { exclusive: true, durable: false, maxLength: 9 }));
await refused('an unknown delivery tag', connection, 406, 'PRECONDITION_FAILED - unknown delivery tag 7',
    (each) => each.ack({ fields: { deliveryTag: 7 } }));
await refused('a reserved name', connection, 403, "ACCESS_REFUSED - queue name 'amq.no' contains reserved prefix 'amq.*'",
    (each) => each.assertQueue('amq.no'));

const other = await amqp.connect(uri);
await refused('a locked queue', other, 405,
    `RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '${name}' in vhost '/'. It could be originally declared`
    + ' on another connection or the exclusive property value does not match that of the original declaration.',
    (each) => each.checkQueue(name));
const closed = new Promise((resolve) => other.on('error', resolve));
const reusing = await other.createChannel();
const { queue } = await reusing.assertQueue('', { exclusive: true });
const consume = () => reusing.consume(queue, () => undefined, { consumerTag: 'again' });
await consume();
consume().catch(() => undefined);
const error = await closed;
check('a consumer tag in use ends the connection',
    [error.code, error.message.includes('"NOT_ALLOWED - attempt to reuse consumer tag \'again\'"')], [530, true]);

const address = new URL(uri);
for (const [what, change, text] of [
    ['a wrong password', (url) => { url.password = 'wrong'; }, 'ACCESS_REFUSED - Login was refused'],
    // amqplib doesn't pass on why.
    ['a missing virtual host', (url) => { url.pathname = `/${missing}`; }, 'got <ConnectionClose']]) {
    const wrong = new URL(address);
    change(wrong);
    const refusal = await amqp.connect(wrong.href).then(() => fail(`${what}: let in`), (reason) => reason);
    check(what, refusal.message.includes(text));
}
await channel.checkQueue(name);
console.log('ok: the first connection is unharmed');
await connection.close();
