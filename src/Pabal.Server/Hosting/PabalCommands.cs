using Pabal.Engine;
using Pabal.Server.Commands;
using Pabal.Server.Control;

namespace Pabal.Server;

/// <summary>Administers the broker of a data directory by commands, whether it runs, in another process, or not.</summary>
public static class PabalCommands
{
    // Nothing is published meanwhile.
    private const long MemoryLimit = 256 * 1024 * 1024;

    /// <summary>How commands are written.</summary>
    public static string Usage => CommandUsage.Text;

    /// <summary>Carries out a command.</summary>
    /// <param name="options">Those of the broker: where its data directory is, and how it is used.</param>
    /// <param name="words">The command, such as "policy", "list".</param>
    /// <param name="named">What the command was given with names, such as "vhost".</param>
    /// <param name="input">The file or the password that goes with the command.</param>
    /// <returns>
    /// What the command wrote, and how it ended: 0 well, 1 the broker can't be used, 2 it was not written as it must be, 3 the
    /// broker refuses it.
    /// </returns>
    /// <exception cref="IOException">The data directory can't be used, or the broker has ended meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">The data directory may not be used.</exception>
    /// <exception cref="Pabal.Storage.LogFormatException">The data directory was written by another version.</exception>
    /// <exception cref="Pabal.Storage.LogDamageException">Something durable can't be read.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        PabalOptions options, string[] words, IReadOnlyDictionary<string, string> named, string? input)
    {
        if (!Directory.Exists(options.DataDirectory))
            throw new DirectoryNotFoundException($"there is no data directory '{options.DataDirectory}'");
        var request = new ControlRequest(words, new Dictionary<string, string>(named, StringComparer.Ordinal), input);
        var reply = await ControlClient.TrySendAsync(options.DataDirectory, request).ConfigureAwait(false);
        if (reply is null)
        {
            using var broker = Broker.Open(
                options.DataDirectory, options.Sync == SyncMode.Always, MemoryLimit, diskFreeLimit: 0, options.LogFileSize);
            reply = await BrokerCommands.RunAsync(broker, request).ConfigureAwait(false);
        }
        return (reply.ExitCode, reply.Output, reply.Errors);
    }
}
