using System.Globalization;
using Pabal.Interop.Worker;
using RabbitMQ.Client;

// Pabal.Interop.Worker <amqp uri> <queue> <prefetch>: works on the queue's messages, as many as its standard input allows:
// a number per line. It ends with its input, so that it never outlives who started it.
var factory = new ConnectionFactory { Uri = new Uri(args[0]), AutomaticRecoveryEnabled = false };
await using var connection = await factory.CreateConnectionAsync();
await using var channel = await connection.CreateChannelAsync();
await channel.BasicQosAsync(0, ushort.Parse(args[2], CultureInfo.InvariantCulture), global: false);

using var worker = new QueueWorker(channel, args[1]);
await channel.BasicConsumeAsync(args[1], autoAck: false, worker);
Journal.Write("ready");
var working = worker.RunAsync();
while (await Console.In.ReadLineAsync() is { } line)
    worker.Allow(int.Parse(line, CultureInfo.InvariantCulture));
worker.Stop();
await working;
