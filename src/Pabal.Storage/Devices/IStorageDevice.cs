namespace Pabal.Storage;

/// <summary>A directory of files that one owner writes, or a simulation of one that fails in chosen ways.</summary>
public interface IStorageDevice
{
    /// <summary>The names of all files, in no order.</summary>
    /// <exception cref="IOException">They can't be read.</exception>
    IReadOnlyList<string> List();

    /// <summary>Makes a file, with room reserved for it, so that a full disk shows here and not at a later write.</summary>
    /// <param name="name">Not there yet.</param>
    /// <param name="reservedOctets">Octets that read as zero until they are written.</param>
    /// <exception cref="IOException">It can't be made, or there is no room.</exception>
    IStorageFile Create(string name, long reservedOctets);

    /// <exception cref="IOException">It isn't there, or can't be opened.</exception>
    IStorageFile Open(string name);

    /// <exception cref="IOException">It can't be removed.</exception>
    void Delete(string name);

    /// <summary>Gives a file another name, whole or not at all; it must be closed.</summary>
    /// <exception cref="IOException">It can't be renamed.</exception>
    void Rename(string name, string newName);

    /// <summary>Makes what was created, renamed and deleted so far survive a power loss.</summary>
    /// <exception cref="IOException">It could not.</exception>
    void SyncDirectory();

    /// <summary>Octets that may still be written: what this user may take of what is free. Asks the system each time.</summary>
    long AvailableOctets { get; }
}
