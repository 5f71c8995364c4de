using MailKit;

namespace Mailroom.Mail.Sending;

/// <summary>Tells when all of a mail's content is written, and only the final dot is still to come.</summary>
internal sealed class ContentProgress(Action contentWritten) : ITransferProgress
{
    public void Report(long bytesTransferred, long totalSize)
    {
        // Doubled dots count as well, so that it may be more in the end.
        if (bytesTransferred >= totalSize)
            contentWritten();
    }

    public void Report(long bytesTransferred)
    {
    }
}
