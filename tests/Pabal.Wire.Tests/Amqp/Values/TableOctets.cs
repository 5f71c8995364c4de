using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

internal static class TableOctets
{
    public static byte[] Of(FieldTable table)
    {
        var encoded = new byte[AmqpWriter.TableLength(table)];
        new AmqpWriter(encoded).WriteTable(table);
        return encoded;
    }
}
