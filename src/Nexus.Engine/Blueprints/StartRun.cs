using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Engine.Blueprints;

/// <summary><c>POST /runs</c>: that it is wanted and that it has begun is one commit.</summary>
internal static class StartRun
{
    public const int LongestName = 200;
    private const int MostPriority = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/runs", HandleAsync).WithName(nameof(StartRun))
            .Note("Starts a run of a blueprint with inputs of its own; it is its owner's.",
                "blueprint.disabled", "blueprint.not_found", "blueprint.unreadable", "blueprint.version_not_found",
                "run.bad_inputs", "run.invalid", "run.lane_busy", "run.too_many_waiting", "template.bad_value",
                "template.forged_secret", "template.too_large");

    private static async Task<Ok<RunView>> HandleAsync(
        RunCreateRequest request, StartBlueprint start, HttpContext context, CancellationToken cancellationToken)
    {
        if (Problem(request) is { } problem)
            throw new NexusException(StoredErrors.BadRun(problem));
        var wanted = new WantedRun(request.BlueprintRef, request.Inputs)
        {
            Title = request.Name,
            Priority = request.Priority,
        };
        return TypedResults.Ok(await start.StartAsync(wanted, Asker.Of(context), cancellationToken));
    }

    public static string? Problem(RunCreateRequest request) => request switch
    {
        { Name.Length: > LongestName } => $"its name has more than {LongestName} characters",
        { Name: { } name } when name.Any(char.IsControl) => "its name has control characters",
        { Priority: < -MostPriority or > MostPriority } => $"its priority is not -{MostPriority} to {MostPriority}",
        { Inputs: { ValueKind: not JsonValueKind.Object } } => "its inputs are no object",
        _ => null,
    };
}
