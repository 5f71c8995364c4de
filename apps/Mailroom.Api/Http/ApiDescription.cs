using Mailroom.Mail;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Mailroom.Api.Http;

/// <summary>What the OpenAPI document can't find out by itself.</summary>
internal static class ApiDescription
{
    private const string Scheme = "apiKey";

    private static readonly Dictionary<string, string> parameters = new(StringComparer.Ordinal)
    {
        ["state"] = "Only messages in this state.",
        ["q"] = "Words that all have to occur in subject, addresses or text.",
        ["limit"] = "How many items, from 1 to 200; 50 unless given.",
        ["cursor"] = "nextCursor of the page before.",
        ["Idempotency-Key"] = "What the client calls this request; at most 255 characters.",
        ["Last-Event-ID"] = "The last event that was received.",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Mailroom";
            document.Info.Version = "1";
            document.Info.Description = "Sends and receives mail.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            foreach (var name in metadata.OfType<QueryParameters>().SelectMany(query => query.Names))
                Add(operation, name, ParameterLocation.Query);
            foreach (var name in metadata.OfType<HeaderParameter>().Select(header => header.Name))
                Add(operation, name, ParameterLocation.Header);
            if (context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true)
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(MailAddress))
                DescribeAddress(schema);
            return Task.CompletedTask;
        });
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation location)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = location,
            Description = parameters[name],
            Schema = new OpenApiSchema { Type = name == "limit" ? JsonSchemaType.Integer : JsonSchemaType.String },
        });
    }

    private static void DescribeAddress(OpenApiSchema schema)
    {
        schema.Description = "In requests also as text: a@b, or Name <a@b>.";
        schema.Type = JsonSchemaType.Object;
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["name"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["address"] = new OpenApiSchema { Type = JsonSchemaType.String },
        };
        schema.Required = new HashSet<string>(StringComparer.Ordinal) { "address" };
    }
}
