using Pabal.Wire.Amqp;
using static Pabal.Wire.Tests.MethodVector;

namespace Pabal.Wire.Tests;

/// <summary>AMQP 0-9-1 §1.4: class connection.</summary>
public class ConnectionMethodTests
{
    private const string TableHex = "000000040161" + "7401";

    private readonly FieldTable table = new();

    public ConnectionMethodTests() => table.Set("a", FieldValue.Boolean(true));

    [Fact]
    public void Start_HasTheseOctets() => CheckEqual(
        new ConnectionStart(0, 9, table, "PLAIN", "en_US"), "0009" + TableHex + "00000005504c41494e00000005656e5f5553");

    [Fact]
    public void StartOk_HasTheseOctets() => Check(
        new ConnectionStartOk(table, "PLAIN", "\0g\0g"u8.ToArray(), "en_US"),
        TableHex + "05504c41494e000000040067006705656e5f5553").Response.ShouldBe("\0g\0g"u8.ToArray());

    [Fact]
    public void Secure_HasTheseOctets()
    {
        Check(new ConnectionSecure("hey"u8.ToArray()), "00000003686579").Challenge.ShouldBe("hey"u8.ToArray());
        Check(new ConnectionSecureOk("hey"u8.ToArray()), "00000003686579").Response.ShouldBe("hey"u8.ToArray());
    }

    [Fact]
    public void Tune_HasTheseOctets()
    {
        CheckEqual(new ConnectionTune(2047, 131072, 60), "07ff00020000003c");
        CheckEqual(new ConnectionTuneOk(2047, 131072, 60), "07ff00020000003c");
    }

    [Fact]
    public void Open_HasTheseOctets()
    {
        CheckEqual(new ConnectionOpen("/"), "012f0000");
        CheckEqual(default(ConnectionOpenOk), "00");
    }

    [Fact]
    public void Close_HasTheseOctets()
    {
        CheckEqual(
            new ConnectionClose(ReplyCode.ConnectionForced, "bye", AmqpMethodId.BasicPublish), "014003627965003c0028");
        CheckEqual(default(ConnectionCloseOk), "");
    }

    [Fact]
    public void Close_TextTooLong_IsCut()
    {
        var close = new ConnectionClose(ReplyCode.NotFound, new string('q', 300), AmqpMethodId.None);

        FrameOf(close).Length.ShouldBe(Frame.Overhead + 4 + 2 + 256 + 4);
    }

    [Fact]
    public void Blocked_HasTheseOctets()
    {
        CheckEqual(new ConnectionBlocked("low"), "036c6f77");
        CheckEqual(default(ConnectionUnblocked), "");
    }

    [Fact]
    public void UpdateSecret_HasTheseOctets()
    {
        Check(new ConnectionUpdateSecret("new"u8.ToArray(), "old"), "000000036e6577036f6c64").Reason.ShouldBe("old");
        CheckEqual(default(ConnectionUpdateSecretOk), "");
    }
}
