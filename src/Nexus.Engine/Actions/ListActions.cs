using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Actions;

/// <summary><c>GET /actions</c>: what steps of blueprints can do here.</summary>
internal static class ListActions
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/actions", Handle).WithName(nameof(ListActions))
            .Note("What steps of blueprints can do on this server, by name.");

    private static Ok<ActionPage> Handle(ActionBook actions) => TypedResults.Ok(new ActionPage(
        [
            .. actions.All.Select(action => new ActionView(
                action.Name, action.Summary,
                [
                    .. action.Inputs.Select(field => new ActionFieldView(
                        field.Name, InputTypes.Word(field.Type), field.IsRequired)),
                ],
                action.Outputs)),
        ],
        NextCursor: null));
}
