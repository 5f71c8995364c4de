namespace Pabal.Storage;

/// <summary>Another process, or another part of this one, owns a directory.</summary>
/// <param name="directory">Its full path.</param>
/// <param name="cause">What the system said.</param>
public sealed class DirectoryInUseException(string directory, Exception cause)
    : IOException($"the directory '{directory}' is in use by another process or broker", cause)
{
    /// <summary>Its full path.</summary>
    public string Directory => directory;
}
