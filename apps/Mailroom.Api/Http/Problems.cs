using Mailroom.Api.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Mailroom.Api.Http;

/// <summary>Answers that say what is wrong (RFC 9457).</summary>
internal static class Problems
{
    public static ValidationProblem Fields(FieldErrors errors) =>
        TypedResults.ValidationProblem(errors.ToDictionary(), title: "The request is not valid.");

    public static ValidationProblem Field(string field, string problem)
    {
        var errors = new FieldErrors();
        errors.Add(field, problem);
        return Fields(errors);
    }

    public static ProblemHttpResult Missing(string what) =>
        TypedResults.Problem($"There is no such {what}.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}
