namespace Pabal.Wire.Amqp;

/// <summary>A method of AMQP 0-9-1 §1: what a method frame carries.</summary>
public interface IAmqpMethod
{
    AmqpMethodId Id { get; }

    /// <summary>An upper bound of what <see cref="Write"/> writes, in octets.</summary>
    int MaxLength { get; }

    /// <summary>Writes class id, method id and arguments.</summary>
    void Write(ref AmqpWriter writer);
}
