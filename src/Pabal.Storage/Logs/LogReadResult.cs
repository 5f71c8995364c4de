namespace Pabal.Storage;

/// <summary>What <see cref="LogFileReader"/> found at a place.</summary>
internal enum LogReadResult
{
    /// <summary>A whole record, which was stepped over.</summary>
    Record,

    /// <summary>A record's header without its whole payload; both were stepped over.</summary>
    BrokenPayload,

    /// <summary>Nothing that can be a record's header.</summary>
    NoHeader,
}
