using System.Buffers;
using System.Net.Security;

namespace Mailroom.Mail.Listening;

/// <summary>The client's side of a session: lines and content in, replies out, TLS between. Owned by one session.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    // A client that pipelines without reading replies must not make us hold them all.
    private const int MaxPendingReplyBytes = 16 << 10;

    private readonly SmtpListenerOptions options;
    private readonly TimeProvider time;
    private readonly StepDeadline deadline;
    private readonly ArrayBufferWriter<byte> pending = new();
    private readonly SmtpInput input;
    private Stream stream;

    public SmtpConnection(Stream stream, SmtpListenerOptions options, TimeProvider time, CancellationToken stopping)
    {
        this.stream = stream;
        this.options = options;
        this.time = time;
        deadline = new StepDeadline(time, stopping);
        input = new SmtpInput(stream, options.MaxCommandBytes);
    }

    public bool IsSecure => stream is SslStream;

    /// <summary>A read was cut off by its deadline or by the listener's stop.</summary>
    public bool IsCutOff => deadline.IsOver;

    /// <summary>The client sent on without waiting for a reply.</summary>
    public bool HasBuffered => input.HasBuffered;

    /// <summary>Reads a command. Replies go out first, unless the client has already sent the next command.</summary>
    public async ValueTask<(SmtpLineStatus Status, ReadOnlyMemory<byte> Text)> ReadLineAsync()
    {
        if (!input.HasBuffered || pending.WrittenCount > MaxPendingReplyBytes)
            await FlushAsync();
        return await input.ReadLineAsync(deadline.Start(options.CommandTimeout));
    }

    /// <summary>Shows the content that has come; <see cref="Advance"/> takes it.</summary>
    public ValueTask<ReadOnlyMemory<byte>> ReadContentAsync() => input.ReadAsync(deadline.Start(options.ContentTimeout));

    public void Advance(int octets) => input.Advance(octets);

    public void Add(SmtpReply reply) => pending.Write(reply.ToOctets());

    /// <summary>Not bound to the deadline of reading: a reply to what was stored is worth sending while the listener stops.</summary>
    public async ValueTask FlushAsync()
    {
        deadline.Pause();
        if (pending.WrittenCount == 0)
            return;
        var octets = pending.WrittenMemory.ToArray();
        pending.ResetWrittenCount();
        await stream.WriteAsync(octets).AsTask().WaitAsync(options.CommandTimeout, time);
        await stream.FlushAsync();
    }

    public async Task SecureAsync()
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        var authentication = new SslServerAuthenticationOptions { ServerCertificate = options.Certificate };
        // From here on nothing may be said in clear, even where the handshake fails.
        stream = secured;
        input.SwitchTo(secured);
        await secured.AuthenticateAsServerAsync(authentication, deadline.Start(options.CommandTimeout));
    }

    public async ValueTask DisposeAsync()
    {
        deadline.Dispose();
        await stream.DisposeAsync();
    }
}
