using System.Runtime.CompilerServices;
using System.Text;

namespace Mailroom.Mail;

/// <summary>Makes the charsets of older mail known to the process: MimeKit looks them up by name.</summary>
internal static class CodePages
{
    // MimeKit remembers a charset that it once did not find, so this has to come before its first use, wherever that is.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
}
