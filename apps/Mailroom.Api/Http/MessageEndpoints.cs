using Mailroom.Api.Data;
using Mailroom.Api.Messages;
using Mailroom.Api.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mailroom.Api.Http;

/// <summary>Sending mails and seeing what became of them.</summary>
internal static class MessageEndpoints
{
    private const int MaxKeyLength = 255;

    public static void Map(RouteGroupBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags("Messages");
        messages.MapPost("", AcceptAsync).WithName("SendMessage").WithSummary("Sends a mail, now or at a given time")
            .WithDescription(
                "Answers as soon as the mail is stored. With an Idempotency-Key header the same request can be repeated for 24 hours " +
                "and is carried out once.")
            .Accepts<NewMessage>("application/json").Produces<MessageView>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).WithMetadata(new HeaderParameter("Idempotency-Key"));
        messages.MapGet("", ListAsync).WithName("ListMessages").WithSummary("Lists messages, the newest first")
            .Produces<ListPage<MessageSummary>>().ProducesValidationProblem()
            .WithMetadata(new QueryParameters("state", "q", "limit", "cursor"));
        messages.MapGet("/{id:guid}", GetAsync).WithName("GetMessage").WithSummary("A message with its timeline")
            .Produces<MessageView>().ProducesProblem(StatusCodes.Status404NotFound);
        messages.MapGet("/{id:guid}/raw", GetRawAsync).WithName("GetRawMessage").WithSummary("The mail as it is sent")
            .Produces<byte[]>(StatusCodes.Status200OK, "message/rfc822").ProducesProblem(StatusCodes.Status404NotFound);
        messages.MapPost("/{id:guid}/cancel", CancelAsync)
            .WithName("CancelMessage").WithSummary("Keeps a message from being sent, if it is not too late")
            .Produces<MessageView>().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        messages.MapPost("/{id:guid}/send-again", SendAgainAsync)
            .WithName("SendMessageAgain").WithSummary("Makes one more attempt after all others have ended")
            .Produces<MessageView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> AcceptAsync(
        HttpContext context, MessageComposer composer, MessageStore store, MessageReader reader, ApiOptions options,
        CancellationToken cancellation)
    {
        if (!context.Request.HasJsonContentType())
            return TypedResults.Problem("The body must be application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength || key.Any(char.IsControl))
            return Problems.Field("Idempotency-Key", $"At most {MaxKeyLength} characters are allowed, and no control characters.");
        var body = await RequestBody.ReadAsync(context.Request, options.MaxRequestBytes, cancellation);
        var request = new ClientRequest(ApiKeyCheck.OwnerOf(context), key.Length > 0 ? key : null, RequestBody.Hash(body));
        if (await store.FindAsync(request, cancellation) is { } before)
            return await AnswerAsync(context, before, reader, cancellation);
        var errors = new FieldErrors();
        var composed = RequestBody.Parse<NewMessage>(body, errors) is { } mail
            ? await composer.ComposeAsync(mail, errors, cancellation)
            : null;
        if (composed is null)
            return Problems.Fields(errors);
        var outcome = await store.AcceptAsync(composed, request, cancellation);
        return outcome is { Message: not null, IsReplay: false }
            ? Accepted(MessageView.OfNew(composed.Message, composed.Body))
            : await AnswerAsync(context, outcome, reader, cancellation);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, AcceptOutcome before, MessageReader reader, CancellationToken cancellation)
    {
        if (before.Message is not { } message)
            return Problems.Conflict("The Idempotency-Key was used for another request.");
        context.Response.Headers["Idempotency-Replayed"] = "true";
        return Accepted(MessageView.OfNew(message, await reader.BodyAsync(message.Id, cancellation)));
    }

    private static Accepted<MessageView> Accepted(MessageView view) => TypedResults.Accepted($"/v1/messages/{view.Id}", view);

    private static async Task<IResult> ListAsync(HttpRequest request, MessageReader reader, CancellationToken cancellation)
    {
        var errors = new FieldErrors();
        var query = ListQuery.Read(request, errors);
        MessageState? state = null;
        if (request.Query["state"].ToString() is { Length: > 0 } text)
        {
            if (Enum.TryParse<MessageState>(text, ignoreCase: true, out var parsed) && text.All(char.IsAsciiLetter))
                state = parsed;
            else
                errors.Add("state", $"One of these is allowed: {string.Join(", ", Enum.GetNames<MessageState>()).ToLowerInvariant()}.");
        }
        return errors.Any ? Problems.Fields(errors) : TypedResults.Ok(await reader.ListAsync(query, state, cancellation));
    }

    private static async Task<IResult> GetAsync(Guid id, MessageReader reader, CancellationToken cancellation) =>
        await reader.GetAsync(id, cancellation) is { } view ? TypedResults.Ok(view) : Problems.Missing("message");

    private static async Task<IResult> GetRawAsync(Guid id, HttpContext context, MessageReader reader, CancellationToken cancellation) =>
        await reader.RawAsync(id, cancellation) is { } content
            ? Download.Answer(context, content, "message/rfc822", $"{id}.eml")
            : Problems.Missing("message");

    private static async Task<IResult> CancelAsync(Guid id, MessageStore store, MessageReader reader, CancellationToken cancellation)
    {
        var message = await store.CancelAsync(id, cancellation);
        if (message is null)
            return Problems.Missing("message");
        return message.State is MessageState.Cancelling or MessageState.Cancelled
            ? TypedResults.Ok(await reader.GetAsync(id, cancellation))
            : Problems.Conflict($"The message is {message.State.ToString().ToLowerInvariant()} already.");
    }

    private static async Task<IResult> SendAgainAsync(Guid id, MessageStore store, MessageReader reader, CancellationToken cancellation)
    {
        var (message, isDone) = await store.SendAgainAsync(id, cancellation);
        if (message is null)
            return Problems.Missing("message");
        return isDone
            ? Accepted((await reader.GetAsync(id, cancellation))!)
            : Problems.Conflict(
                $"The message is {message.State.ToString().ToLowerInvariant()}; one that is failed, uncertain or cancelled can be sent again.");
    }
}
