using Pabal.Wire.Amqp;

namespace Pabal.Server.Tests.Amqp.Errors;

/// <summary>The names that the error cases declare, and the methods that they all use.</summary>
internal static class Names
{
    public const string Queue = "pabal.q";
    public const string Locked = "pabal.locked";
    public const string Exchange = "pabal.x";
    public const string Second = "pabal.y";
    public const string Missing = "pabal.missing";

    public static string[] Exchanges { get; } = [Exchange, Second];

    public static string[] Queues { get; } = [Queue];

    public static QueueDeclare Declare(string name, FieldTable? arguments = null) =>
        new(name, false, false, false, AutoDelete: false, NoWait: true, arguments ?? FieldTable.Empty);

    public static ExchangeDeclare DeclareExchange(string name, string type = "direct", FieldTable? arguments = null) =>
        new(name, type, false, false, false, false, NoWait: true, arguments ?? FieldTable.Empty);

    public static BasicConsume Consume(string queue, string tag = "", bool noAck = false, bool exclusive = false) =>
        new(queue, tag, false, noAck, exclusive, NoWait: true, FieldTable.Empty);

    public static FieldTable Table(string name, FieldValue value)
    {
        var table = new FieldTable();
        table.Set(name, value);
        return table;
    }

    /// <summary>The second client declares an exclusive queue, which the first may not touch.</summary>
    public static Task LockAsync(AmqpTestClient other) =>
        other.Send(1, new QueueDeclare(Locked, false, false, true, false, false, FieldTable.Empty)).ExpectAsync<QueueDeclareOk>();
}
