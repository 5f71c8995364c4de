using Pabal.Engine.Queues;

namespace Pabal.Server.Amqp;

/// <summary>A delivery that its channel has not settled.</summary>
/// <param name="Tag">Its delivery tag.</param>
/// <param name="Consumer">Who got it; null for basic.get.</param>
/// <param name="Message">What it is.</param>
internal readonly record struct UnackedMessage(ulong Tag, AmqpConsumer? Consumer, Settlement Message);
