namespace Pabal.Wire.Amqp;

/// <summary>A method that can be read as a value of its own.</summary>
/// <typeparam name="TSelf">The method's type.</typeparam>
public interface IAmqpMethod<TSelf> : IAmqpMethod
    where TSelf : struct, IAmqpMethod<TSelf>, allows ref struct
{
    /// <summary>
    /// Reads the arguments; class and method id have been read. Throws <see cref="MalformedException"/> when they do
    /// not decode.
    /// </summary>
    static abstract TSelf Read(ref AmqpReader reader);
}
