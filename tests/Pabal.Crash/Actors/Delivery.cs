using Pabal.Crash.Ledgers;

namespace Pabal.Crash.Actors;

/// <summary>A copy of a message as it came to a channel.</summary>
internal readonly record struct Delivery(ulong Tag, MessageCopy Copy);
