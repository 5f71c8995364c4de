namespace Pabal.Parity.Tests.Observing;

[Flags]
internal enum QueueTraits
{
    None = 0,
    Durable = 1,
    Exclusive = 2,
    AutoDelete = 4,
}
