using System.Net.Sockets;
using System.Text;

namespace Pabal.Server.Control;

/// <summary>The socket in a data directory, through which the broker that uses the directory takes commands.</summary>
internal static class ControlSocket
{
    private const string FileName = "control.sock";

    // The shortest room that a system has for a socket's path, and the octet that ends it.
    private const int MaxPathOctets = 103;

    /// <summary>Where the socket of a data directory is.</summary>
    public static string PathIn(string directory) => Path.Combine(Path.GetFullPath(directory), FileName);

    /// <summary>Whether a path is short enough for a socket.</summary>
    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= MaxPathOctets;

    public static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
