using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Mailroom.Api.Page;

/// <summary>Serves the web page: static files, which need no key, under a policy that lets nothing but them run.</summary>
public static class WebPage
{
    // No text can become HTML or a script: the sinks for it are closed (Trusted Types), not only unused.
    private static readonly StringValues PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'";

    // For the frame in which a mail's HTML is shown: its own styles and pictures, and nothing that runs or is loaded.
    private static readonly StringValues MailPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; form-action 'none'; base-uri 'none'; " +
        "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

    private const string MailFrame = "/mail/frame.html";

    /// <summary>Serves the page's files at the root; nothing where the folder is not there.</summary>
    public static IApplicationBuilder UseWebPage(this IApplicationBuilder app, string folder)
    {
        if (!Directory.Exists(folder))
            return app;
        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RedirectToAppendTrailingSlash = false });
        return app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Protect });
    }

    private static void Protect(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.ContentSecurityPolicy = file.Context.Request.Path == MailFrame ? MailPolicy : PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-DNS-Prefetch-Control"] = "off";
        // Asked for again each time, and answered with 304 where nothing is new: the modules belong together.
        headers.CacheControl = "no-cache";
    }
}
