using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

public class FieldTableTests
{
    [Fact]
    public void Equals_SameFieldsInAnotherOrder_IsTrue()
    {
        var one = new FieldTable();
        one.Set("a", FieldValue.Int32(1));
        one.Set("b", FieldValue.String("x"));
        var other = new FieldTable();
        other.Set("b", FieldValue.String("x"));
        other.Set("a", FieldValue.Int32(1));

        one.Equals(other).ShouldBeTrue();
    }
}
