// Confirm channels: a callback for each publish, waiting for all, unroutable messages, several channels at once.
import amqp from 'amqplib';
import { check, unique, until, uri } from './checks.mjs';

const COUNT = 2000;
const connection = await amqp.connect(uri);
const channel = await connection.createConfirmChannel();
const { queue } = await channel.assertQueue('', { exclusive: true });

const confirmed = [];
for (let number = 0; number < COUNT; number++)
    channel.sendToQueue(queue, Buffer.from(`${number}`), { persistent: number % 2 === 0 }, (error) => confirmed.push(error));
await channel.waitForConfirms();
check('every publish is confirmed once', confirmed, new Array(COUNT).fill(null));
check('and then in the queue', (await channel.checkQueue(queue)).messageCount, COUNT);

const received = [];
await channel.consume(queue, (message) => received.push(message.content.toString()), { noAck: true });
await until('all come', () => received.length === COUNT);
check('in order', received, Array.from({ length: COUNT }, (_, number) => `${number}`));

const events = [];
channel.on('return', () => events.push('return'));
channel.sendToQueue(unique('nobody'), Buffer.from(''), { mandatory: true }, () => events.push('confirm'));
await channel.waitForConfirms();
check('an unroutable message is returned before it is confirmed', events, ['return', 'confirm']);

const channels = await Promise.all(Array.from({ length: 10 }, () => connection.createConfirmChannel()));
await Promise.all(channels.map((each) => {
    for (let number = 0; number < 100; number++)
        each.sendToQueue(queue, Buffer.from('many'));
    return each.waitForConfirms();
}));
await until('ten channels publish side by side', () => received.length === COUNT + 1000);

const missing = unique('missing');
const failing = await connection.createConfirmChannel();
const closed = new Promise((resolve) => failing.on('error', resolve));
let refusal;
failing.publish(missing, '', Buffer.from(''), {}, (error) => { refusal = error; });
check('publishing to a missing exchange closes the channel', (await closed).code, 404);
await until('and the publish is refused', () => refusal instanceof Error);
await connection.close();
