namespace Pabal.Engine.Durability;

/// <summary>Something that only notes of records tell, which have to be said again before the file that they are in goes.</summary>
internal interface ICheckpointState
{
    /// <summary>Appends all of it. Called by one thread.</summary>
    /// <exception cref="Pabal.Storage.LogFailedException">The log has failed.</exception>
    void AppendTo(Journal journal);
}
