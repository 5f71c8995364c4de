// amqplib's promise API: declaring, routing, consuming, settling, prefetch, cancelling and deleting.
import amqp from 'amqplib';
import { check, unique, until, uri } from './checks.mjs';

const connection = await amqp.connect(uri);
const channel = await connection.createChannel();
const text = (messages) => messages.map((message) => message.content.toString());

const name = unique('promise');
check('a new queue is empty', await channel.assertQueue(name), { queue: name, messageCount: 0, consumerCount: 0 });
const { queue } = await channel.assertQueue('', { exclusive: true });
check('the broker names queues', queue.startsWith('amq.gen-'));
check('basic.get of an empty queue gives false', await channel.get(queue), false);

for (let number = 0; number < 5; number++)
    channel.sendToQueue(name, Buffer.from(`${number}`));
await until('five messages wait', async () => (await channel.checkQueue(name)).messageCount === 5);
const first = await channel.get(name);
check('get takes the oldest', [first.content.toString(), first.fields.messageCount, first.fields.redelivered], ['0', 4, false]);
channel.nack(first);
const again = await channel.get(name);
check('nack returns it to the front', [again.content.toString(), again.fields.redelivered], ['0', true]);
channel.ack(again);
check('purge tells how many it dropped', await channel.purgeQueue(name), { messageCount: 4 });

await channel.prefetch(2);
const held = [];
const { consumerTag } = await channel.consume(name, (message) => held.push(message));
check('the broker names consumers', consumerTag.startsWith('amq.ctag-'));
for (let number = 0; number < 6; number++)
    channel.sendToQueue(name, Buffer.from(`${number}`));
await until('two messages come', () => held.length === 2);
await until('prefetch holds the rest back', async () => (await channel.checkQueue(name)).messageCount === 4);
channel.ack(held[1], true);
await until('a multiple ack makes room for two', () => held.length === 4);
channel.reject(held[2], false);
await until('so does a reject', () => held.length === 5);
channel.nack(held[3], false, true);
await until('a returned message comes again', () => held.length === 6);
check('before those behind it', text(held), ['0', '1', '2', '3', '4', '3']);
channel.ackAll();
await until('ackAll settles all', () => held.length === 7);
channel.nackAll(false);
await channel.cancel(consumerTag);
check('nothing is left', await channel.deleteQueue(name), { messageCount: 0 });

const [source, target] = [unique('source'), unique('target')];
await channel.assertExchange(source, 'topic', { durable: false });
await channel.assertExchange(target, 'fanout', { durable: false, autoDelete: true });
await channel.checkExchange(source);
await channel.bindExchange(target, source, 'a.#');
await channel.bindQueue(queue, target, '');
check('publish returns whether there is room', channel.publish(source, 'a.b', Buffer.from('through')));
channel.publish(source, 'b', Buffer.from('past'));
const routed = [];
await channel.consume(queue, (message) => routed.push(message), { noAck: true, consumerTag: 'mine' });
await until('a message goes through two exchanges', () => routed.length === 1);
check('with the exchange and key it was published with',
    [routed[0].fields.exchange, routed[0].fields.routingKey, routed[0].fields.consumerTag], [source, 'a.b', 'mine']);
await channel.unbindExchange(target, source, 'a.#');
await channel.unbindQueue(queue, target, '');
await channel.deleteExchange(source);

const returns = [];
channel.on('return', (message) => returns.push(message));
channel.publish('amq.direct', unique('nobody'), Buffer.from('back'), { mandatory: true, type: 'letter' });
await until('a mandatory message without a route returns', () => returns.length === 1);
check('with the reason', [returns[0].fields.replyCode, returns[0].fields.replyText], [312, 'NO_ROUTE']);
check('as it was', [returns[0].content.toString(), returns[0].properties.type], ['back', 'letter']);

await channel.recover();
let cancelled = false;
const passing = unique('passing');
await channel.assertQueue(passing);
await channel.consume(passing, (message) => { cancelled = message === null; });
await channel.deleteQueue(passing);
await until('a consumer hears that its queue is deleted', () => cancelled);

await channel.close();
const large = await connection.createChannel();
const body = Buffer.alloc(5_000_000, 'pabal ');
large.sendToQueue(queue, body);
await until('a large message comes', async () => {
    const message = await large.get(queue, { noAck: true });
    return message && message.content.equals(body);
});
await connection.close();
