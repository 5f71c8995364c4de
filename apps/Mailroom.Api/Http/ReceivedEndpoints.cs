using Mailroom.Api.Messages;

namespace Mailroom.Api.Http;

/// <summary>Mail that came.</summary>
internal static class ReceivedEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var received = api.MapGroup("/received").WithTags("Received");
        received.MapGet("", ListAsync).WithName("ListReceived").WithSummary("Lists received mails, the newest first")
            .Produces<ListPage<ReceivedSummary>>().ProducesValidationProblem()
            .WithMetadata(new QueryParameters("q", "limit", "cursor"));
        received.MapGet("/{id:guid}", GetAsync).WithName("GetReceived").WithSummary("A received mail, decoded")
            .WithDescription("Its HTML is the sender's, as data: whoever shows it has to keep it from running.")
            .Produces<ReceivedView>().ProducesProblem(StatusCodes.Status404NotFound);
        received.MapGet("/{id:guid}/raw", GetRawAsync).WithName("GetRawReceived").WithSummary("The mail as it came")
            .Produces<byte[]>(StatusCodes.Status200OK, "message/rfc822").ProducesProblem(StatusCodes.Status404NotFound);
        received.MapGet("/{id:guid}/attachments/{number:int}", GetAttachmentAsync).WithName("GetAttachment")
            .WithSummary("The content of an attachment, to be saved")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/octet-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ReceivedReader reader, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var query = ListQuery.Read(request, errors);
        return errors.Any ? Problems.Fields(errors) : TypedResults.Ok(await reader.ListAsync(query, cancellation));
    }

    private static async Task<IResult> GetAsync(Guid id, ReceivedReader reader, CancellationToken cancellation) =>
        await reader.GetAsync(id, cancellation) is { } view ? TypedResults.Ok(view) : Problems.Missing("received mail");

    private static async Task<IResult> GetRawAsync(Guid id, HttpContext context, ReceivedReader reader, CancellationToken cancellation) =>
        await reader.RawAsync(id, cancellation) is { } content
            ? Download.Answer(context, content, "message/rfc822", $"{id}.eml")
            : Problems.Missing("received mail");

    private static async Task<IResult> GetAttachmentAsync(
        Guid id, int number, HttpContext context, ReceivedReader reader, CancellationToken cancellation) =>
        await reader.AttachmentAsync(id, number, cancellation) is var (info, content)
            ? Download.Answer(context, content, info.ContentType, info.FileName)
            : Problems.Missing("attachment");
}
