using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions;

/// <summary><c>GET /actions</c> and <c>GET /actions/{name}</c>: what steps of blueprints can do here.</summary>
internal static class ListActions
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/actions", Handle).WithName(nameof(ListActions))
            .Note("What steps of blueprints can do on this server, by name.");
        routes.MapGet("/actions/{name}", HandleOne).WithName("ShowAction")
            .Note("What an action is given, what it gives, and what becomes of it after a crash.", "action.not_found");
    }

    private static Ok<ActionPage> Handle(ActionBook actions) =>
        TypedResults.Ok(new ActionPage([.. actions.All.Select(View)], NextCursor: null));

    private static Ok<ActionView> HandleOne(string name, ActionBook actions) => TypedResults.Ok(View(
        actions.Find(name)?.Manifest ?? throw new NexusException(ActionErrors.NotFound(name))));

    private static ActionView View(ActionManifest action) =>
        new(action.Name, action.Summary, Views(action.Inputs) ?? [], Views(action.Outputs))
        {
            IsIdempotent = action.IsIdempotent,
            Redacts = action.Redacts,
            Origin = action.Origin,
        };

    private static List<ActionFieldView>? Views(IReadOnlyList<ActionField>? fields) => fields?
        .Select(field => new ActionFieldView(field.Name, InputTypes.Word(field.Type), field.IsRequired, field.Note))
        .ToList();
}
