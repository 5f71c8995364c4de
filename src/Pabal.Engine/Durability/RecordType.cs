namespace Pabal.Engine.Durability;

/// <summary>What is in a record of the log. The numbers are part of the format.</summary>
internal static class RecordType
{
    /// <summary>Messages, and the queues that they went to.</summary>
    public const byte Messages = 1;

    /// <summary>Messages that a file had which was given up: copies, to be ignored while that file is there.</summary>
    public const byte Moved = 2;

    /// <summary>Messages that need not be delivered any more.</summary>
    public const byte Settled = 3;

    /// <summary>Changes of exchanges, queues and bindings, or all of them.</summary>
    public const byte Definitions = 4;

    /// <summary>The broker was stopped in good order: how far each queue had got with delivering.</summary>
    public const byte Stopped = 5;

    /// <summary>The broker goes on after it was stopped: how far delivering had got is known no more.</summary>
    public const byte Started = 6;

    /// <summary>Messages, the queues that they went to, and notes of them.</summary>
    public const byte NotedMessages = 7;

    /// <summary>When delayed messages are due, said again.</summary>
    public const byte Delays = 8;

    /// <summary>How often messages came back to their queues, and until when they wait.</summary>
    public const byte Returned = 12;

    /// <summary>Keys by which messages are known again, said again.</summary>
    public const byte Keys = 9;

    /// <summary>Whether there are messages in records of the type.</summary>
    public static bool HasMessages(byte type) => type is Messages or NotedMessages or Moved;
}
