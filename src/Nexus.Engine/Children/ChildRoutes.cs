using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;

namespace Nexus.Engine.Children;

/// <summary><c>/children</c>: homes made from this one. For administrators.</summary>
public static class ChildRoutes
{
    public static void AddChildren(this IServiceCollection services) => services.AddSingleton<ChildDesk>();

    /// <param name="routes">Below <c>/api/v1</c>.</param>
    /// <param name="policy">Who may.</param>
    public static void MapChildren(this IEndpointRouteBuilder routes, string policy)
    {
        routes.MapGet("/children", ListAsync).WithName("ListChildren").RequireAuthorization(policy)
            .Note("Homes made from this one, on its machine; they are no nodes.");
        routes.MapPost("/children", BeginAsync).WithName("BeginChild").RequireAuthorization(policy)
            .Note("Writes down that a child home is made; again, goes on with it.",
                "child.invalid", "child.there", "child.too_many");
        routes.MapPost("/children/{id}/ready", FinishAsync).WithName("FinishChild").RequireAuthorization(policy)
            .Note("The child home is whole and has answered.", "child.not_found");
        routes.MapDelete("/children/{id}", ForgetAsync).WithName("ForgetChild").RequireAuthorization(policy)
            .Note("It is no child any more; its directory is not touched.", "child.not_found");
    }

    private static async Task<Ok<ChildPage>> ListAsync(ChildDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ChildPage(await desk.ListAsync(cancellationToken), null));

    private static async Task<Ok<ChildView>> BeginAsync(
        ChildRequest request, ChildDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.BeginAsync(request, Asker.Of(context), cancellationToken));

    private static async Task<Ok<ChildView>> FinishAsync(
        string id, ChildReadyRequest request, ChildDesk desk, HttpContext context,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.FinishAsync(id, request.Blueprints, Asker.Of(context), cancellationToken));

    private static async Task<Ok<ChildView>> ForgetAsync(
        string id, ChildDesk desk, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.ForgetAsync(id, Asker.Of(context), cancellationToken));
}
