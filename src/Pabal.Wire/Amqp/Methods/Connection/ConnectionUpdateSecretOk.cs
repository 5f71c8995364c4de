namespace Pabal.Wire.Amqp;

/// <summary>connection.update-secret-ok (10,71): the new credentials are taken.</summary>
public readonly record struct ConnectionUpdateSecretOk : IAmqpMethod<ConnectionUpdateSecretOk>
{
    public AmqpMethodId Id => AmqpMethodId.ConnectionUpdateSecretOk;

    public int MaxLength => 4;

    public void Write(ref AmqpWriter writer) => writer.WriteMethodId(Id);

    public static ConnectionUpdateSecretOk Read(ref AmqpReader reader) => default;
}
