namespace Pabal.Engine.Queues;

/// <summary>What came of looking at the next message of a lane.</summary>
internal enum SelectiveLook
{
    /// <summary>It is taken, set aside, or passed over again.</summary>
    Seen,

    /// <summary>It was set aside, and is not any more.</summary>
    Removed,

    /// <summary>Nobody takes it, and it can't be set aside.</summary>
    NoRoom,

    /// <summary>It is only on disk.</summary>
    Unread,

    /// <summary>There is none.</summary>
    End,
}
