using System.Globalization;
using System.Net;
using Pabal.Server.Amqp;
using Pabal.Server.Tls;
using Pabal.Wire.Amqp;

namespace Pabal.Server;

/// <summary>What each option may be.</summary>
internal static class OptionRules
{
    // Two files of the log, so that acknowledgements can be written and files given up while publishers wait.
    private const long MinDiskFreeLimit = 128 * 1024 * 1024;

    /// <exception cref="InvalidOptionException">One of them is not.</exception>
    public static void Check(PabalOptions options)
    {
        var amqp = options.Amqp;
        if (!IPAddress.TryParse(amqp.Address, out _))
            throw new InvalidOptionException("Amqp:Address", amqp.Address, "it must be an IP address, such as 127.0.0.1, 0.0.0.0 or ::");
        CheckRange("Amqp:Port", amqp.Port, 0, ushort.MaxValue);
        CheckRange("Amqp:HeartbeatSeconds", amqp.HeartbeatSeconds, 0, ushort.MaxValue);
        CheckRange("Amqp:FrameMax", amqp.FrameMax, Frame.MinMaxSize, AmqpOptions.MaxFrameMax);
        CheckRange("Amqp:ChannelMax", amqp.ChannelMax, 1, ushort.MaxValue);
        CheckRange("Amqp:MaxMessageSize", amqp.MaxMessageSize, 1, 512 * 1024 * 1024);
        CheckRange("Amqp:HandshakeTimeoutMs", amqp.HandshakeTimeoutMs, 100, 3_600_000);
        if (amqp.ConsumerTimeoutMs != 0)
            CheckRange("Amqp:ConsumerTimeoutMs", amqp.ConsumerTimeoutMs, 1000, int.MaxValue);
        CheckRange("Amqp:CloseTimeoutMs", amqp.CloseTimeoutMs, 100, 3_600_000);
        CheckRange("Amqp:MaxConnections", amqp.MaxConnections, 1, int.MaxValue);
        TlsRules.Check(amqp.Tls);
        if (options.MemoryLimit != 0)
            CheckRange("MemoryLimit", options.MemoryLimit, 16 * 1024 * 1024, long.MaxValue);
        if (options.DiskFreeLimit != 0)
            CheckRange("DiskFreeLimit", options.DiskFreeLimit, MinDiskFreeLimit, long.MaxValue / 2);
        CheckRange("LogFileSize", options.LogFileSize, 1024 * 1024, (int)(MinDiskFreeLimit / 2));
        if (options.DefaultUser.Length == 0)
            throw new InvalidOptionException("DefaultUser", options.DefaultUser, "it must be a name");
    }

    public static void CheckRange(string key, long value, long min, long max)
    {
        if (value < min || value > max)
            throw new InvalidOptionException(key, value, string.Create(CultureInfo.InvariantCulture, $"it must be from {min} to {max}"));
    }
}
