using System.Buffers.Binary;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>
/// The ways to log in: PLAIN (RFC 4616), AMQPLAIN (a field table without its length, as RabbitMQ has it) and EXTERNAL (RFC 4422
/// appendix A: by what TLS has proved, for clients that have shown a certificate).
/// </summary>
internal static class SaslMechanisms
{
    private const string Plain = "PLAIN";
    private const string AmqPlain = "AMQPLAIN";

    public const string External = "EXTERNAL";

    public static bool IsKnown(string mechanism) => mechanism is Plain or AmqPlain or External;

    /// <summary>What a client may choose from, in connection.start.</summary>
    public static string Offered(bool hasCertificate) => hasCertificate ? $"{Plain} {AmqPlain} {External}" : $"{Plain} {AmqPlain}";

    /// <returns>False when the response is not of the mechanism's form.</returns>
    public static bool TryParse(string mechanism, byte[] response, out string name, out string password)
    {
        name = password = "";
        return mechanism == Plain
            ? TryParsePlain(response, ref name, ref password)
            : TryParseAmqPlain(response, ref name, ref password);
    }

    // authorization identity (ignored) NUL name NUL password
    private static bool TryParsePlain(ReadOnlySpan<byte> response, ref string name, ref string password)
    {
        var first = response.IndexOf((byte)0);
        var last = response.LastIndexOf((byte)0);
        if (first < 0 || last == first)
            return false;
        name = Encoding.UTF8.GetString(response[(first + 1)..last]);
        password = Encoding.UTF8.GetString(response[(last + 1)..]);
        return true;
    }

    private static bool TryParseAmqPlain(byte[] response, ref string name, ref string password)
    {
        var table = new byte[4 + response.Length];
        BinaryPrimitives.WriteInt32BigEndian(table, response.Length);
        response.CopyTo(table, 4);
        var fields = new AmqpReader(table).ReadTable();
        if (!fields.TryGet("LOGIN", out var login) || !fields.TryGet("PASSWORD", out var secret))
            return false;
        name = login.AsString;
        password = secret.AsString;
        return true;
    }
}
