namespace Pabal.Engine.Queues;

/// <summary>Why a queue gives a message up that nobody has acknowledged.</summary>
public enum DeathReason
{
    /// <summary>A consumer has rejected it for good.</summary>
    Rejected,

    /// <summary>It has waited too long.</summary>
    Expired,

    /// <summary>There was no room for it.</summary>
    MaxLength,

    /// <summary>It came back too often.</summary>
    DeliveryLimit,
}
