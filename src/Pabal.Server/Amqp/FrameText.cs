using System.Globalization;
using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Server.Amqp;

/// <summary>Shows frames in reply texts as RabbitMQ does: octets as an Erlang binary.</summary>
internal static class FrameText
{
    // More would not fit a reply text (255 octets) anyway.
    private const int Shown = 64;

    /// <summary>A frame that has no meaning, whether by its type or by its form.</summary>
    public static string Unknown(FrameType type, ReadOnlySpan<byte> payload) => $"{Frame(type, payload)}: unknown_frame";

    public static string Frame(FrameType type, ReadOnlySpan<byte> payload) =>
        string.Create(CultureInfo.InvariantCulture, $"type {(byte)type}, all octets = {Octets(payload)}");

    /// <summary>The octets as text when they are printable, else as numbers: &lt;&lt;"abc"&gt;&gt;, &lt;&lt;1,2&gt;&gt;.</summary>
    public static string Octets(ReadOnlySpan<byte> octets)
    {
        var shown = octets[..Math.Min(octets.Length, Shown)];
        var text = new StringBuilder("<<");
        if (!shown.IsEmpty && shown.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            text.Append('"').Append(Encoding.ASCII.GetString(shown)).Append('"');
        }
        else
        {
            foreach (var octet in shown)
                text.Append(text.Length > 2 ? "," : "").Append(CultureInfo.InvariantCulture, $"{octet}");
        }
        return text.Append(octets.Length > Shown ? "...>>" : ">>").ToString();
    }
}
