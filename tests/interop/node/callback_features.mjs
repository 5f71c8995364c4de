// amqplib's callback API, step by step.
import amqp from 'amqplib/callback_api';
import { promisify } from 'node:util';
import { check, fail, unique, until, uri } from './checks.mjs';

const done = (action) => (error, result) => (error ? fail(error.stack) : action(result));
const name = unique('callback');

amqp.connect(uri, done((connection) => {
    connection.on('error', (error) => fail(error.stack));
    connection.createChannel(done((channel) => {
        channel.assertQueue(name, { durable: true }, done((declared) => {
            check('assertQueue answers', declared, { queue: name, messageCount: 0, consumerCount: 0 });
            channel.assertExchange(name, 'direct', { autoDelete: true }, done(() => {
                channel.bindQueue(name, name, 'key', {}, done(() => consume(connection, channel)));
            }));
        }));
    }));
}));

function consume(connection, channel) {
    const received = [];
    channel.prefetch(1);
    channel.consume(name, (message) => {
        received.push(message.content.toString());
        channel.ack(message);
        if (received.length === 3)
            finish(connection, channel, message, received);
    }, { consumerTag: 'callback' }, done((consumer) => {
        check('consume answers', consumer, { consumerTag: 'callback' });
        for (const body of ['one', 'two', 'three'])
            channel.publish(name, 'key', Buffer.from(body));
    }));
}

function finish(connection, channel, message, received) {
    check('the messages come in order', received, ['one', 'two', 'three']);
    check('by their binding', [message.fields.exchange, message.fields.routingKey], [name, 'key']);
    channel.cancel('callback', done(() => {
        channel.sendToQueue(name, Buffer.from('left'));
        channel.get(name, {}, done((left) => {
            check('get takes what is left', left && left.content.toString(), 'left');
            channel.nack(left, false, false);
            channel.deleteQueue(name, {}, done((deleted) => {
                check('nack without requeue dropped it', deleted, { messageCount: 0 });
                failing(connection);
            }));
        }));
    }));
}

function failing(connection) {
    connection.createChannel(done((channel) => {
        channel.on('error', (error) => check('a channel error has its code', error.code, 404));
        channel.checkQueue(name, (error) => {
            check('and its text', error.message.includes(`"NOT_FOUND - no queue '${name}' in vhost '/'"`));
            confirming(connection).then(() => connection.close(done(() => console.log('ok: closed'))));
        });
    }));
}

async function confirming(connection) {
    const channel = await promisify(connection.createConfirmChannel).call(connection);
    let confirmed = 0;
    for (let number = 0; number < 100; number++)
        channel.sendToQueue('', Buffer.alloc(100), {}, done(() => confirmed++));
    await promisify(channel.waitForConfirms).call(channel);
    await until('each publish is confirmed', () => confirmed === 100);
}
