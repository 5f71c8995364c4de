namespace Mailroom.Api.Data;

/// <summary>A change that somebody waits for.</summary>
internal interface IPendingChange
{
    /// <summary>Makes the change, within a transaction that is committed later.</summary>
    /// <returns>False when it failed and must leave no trace.</returns>
    Task<bool> TryApplyAsync(MailroomDb db);

    /// <summary>Tells who waits how it went; it is on disk.</summary>
    void Complete();

    /// <summary>Tells who waits that nothing was written.</summary>
    void Fail(Exception exception);
}
